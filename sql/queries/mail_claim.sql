-- The next mail; none while its person got so many in the last hour.  A lease that ran out is taken again: a mail that
-- comes twice says by its Message-ID that it is one.  Of what was lost so often before it was known what became of it
-- no more is sent.  Who is told no more is not told what waited for him either; and nobody that a trouble began which
-- is over by now: that it is over comes after its beginning, or instead; nor of a case that somebody has acted on.
-- in:  worker uuid, now timestamptz, lease_seconds int4, an_hour int4, lost_most int4
-- out: many id int8, key text, attempt int4, address text, subject text, body text, created_at timestamptz
WITH unwanted AS (
	UPDATE mail m SET state = CASE WHEN w.reason = 'lost on the way' THEN 'failed' ELSE 'dropped' END, reason = w.reason,
	       owner = NULL, lease_until = NULL, finished_at = :'now'
	  FROM (SELECT x.id, r.reason
	          FROM mail x LEFT JOIN mail_person p ON p.id = x.person_id LEFT JOIN app_user u ON u.id = x.user_id
	          LEFT JOIN trouble t ON t.id = x.trouble_id
	          LEFT JOIN case_notice n ON n.id = x.notice_id LEFT JOIN case_clock k ON k.task_id = n.task_id AND k.clock = n.clock
	          LEFT JOIN task c ON c.id = n.task_id LEFT JOIN escalation e ON e.task_id = n.task_id
	         CROSS JOIN LATERAL (SELECT CASE WHEN p.removed_at IS NOT NULL OR NOT u.active OR u.mail = '' THEN 'told no more'
	                                         WHEN x.what = 'begun' AND t.ended_at IS NOT NULL THEN 'it was over before'
	                                         WHEN x.what = 'case' AND n.why <> 'lost' AND (k.due <> n.due
	                                              OR NOT case_waits(n.clock, c.open, e.first_at, e.decided_at, c.owner_id)) THEN 'it was over before'
	                                         WHEN x.state = 'leased' AND x.lost + 1 >= :lost_most THEN 'lost on the way' END AS reason) r
	         WHERE (x.state = 'ready' OR x.state = 'leased' AND x.lease_until < :'now') AND r.reason IS NOT NULL
	           FOR UPDATE OF x SKIP LOCKED) w
	 WHERE m.id = w.id
	RETURNING m.id
), next AS (
	SELECT m.id FROM mail m
	 WHERE (m.state = 'ready' AND m.run_at <= :'now' OR m.state = 'leased' AND m.lease_until < :'now')
	   AND m.id NOT IN (SELECT id FROM unwanted)
	   AND NOT EXISTS (SELECT FROM mail_person p WHERE p.id = m.person_id AND p.removed_at IS NOT NULL)
	   AND (SELECT count(*) FROM mail s WHERE (s.person_id = m.person_id OR s.user_id = m.user_id) AND s.state = 'sent'
	           AND s.finished_at > :'now'::timestamptz - interval '1 hour') < :an_hour
	   AND NOT EXISTS (SELECT FROM mail b WHERE m.what = 'over' AND b.trouble_id = m.trouble_id AND b.person_id = m.person_id
	           AND b.what = 'begun' AND b.state = 'leased' AND b.lease_until >= :'now')
	 ORDER BY m.run_at, m.id LIMIT 1
	   FOR UPDATE OF m SKIP LOCKED
)
UPDATE mail m SET state = 'leased', owner = :'worker', attempt = m.attempt + 1,
       lost = m.lost + CASE m.state WHEN 'leased' THEN 1 ELSE 0 END,
       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next
 WHERE m.id = next.id
RETURNING m.id, m.key::text, m.attempt,
       coalesce((SELECT address FROM mail_person p WHERE p.id = m.person_id), (SELECT u.mail FROM app_user u WHERE u.id = m.user_id)),
       m.subject, m.body, m.created_at;
