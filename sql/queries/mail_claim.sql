-- The next mail; none while its person got so many in the last hour.  A lease that ran out is taken again: a mail that
-- comes twice says by its Message-ID that it is one.  Who is told no more is not told what waited for him either.
-- in:  worker uuid, now timestamptz, lease_seconds int4, an_hour int4
-- out: many id int8, key text, attempt int4, address text, subject text, body text, created_at timestamptz
WITH unwanted AS (
	UPDATE mail m SET state = 'dropped', reason = 'told no more', owner = NULL, lease_until = NULL, finished_at = :'now'
	  FROM mail_person p
	 WHERE p.id = m.person_id AND p.removed_at IS NOT NULL
	   AND (m.state = 'ready' OR m.state = 'leased' AND m.lease_until < :'now')
), next AS (
	SELECT m.id FROM mail m JOIN mail_person p ON p.id = m.person_id AND p.removed_at IS NULL
	 WHERE (m.state = 'ready' AND m.run_at <= :'now' OR m.state = 'leased' AND m.lease_until < :'now')
	   AND (SELECT count(*) FROM mail s WHERE s.person_id = m.person_id AND s.state = 'sent'
	           AND s.finished_at > :'now'::timestamptz - interval '1 hour') < :an_hour
	 ORDER BY m.run_at, m.id LIMIT 1
	   FOR UPDATE OF m SKIP LOCKED
)
UPDATE mail m SET state = 'leased', owner = :'worker', attempt = m.attempt + 1,
       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next, mail_person p
 WHERE m.id = next.id AND p.id = m.person_id
RETURNING m.id, m.key::text, m.attempt, p.address, m.subject, m.body, m.created_at;
