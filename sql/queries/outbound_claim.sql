-- What leaves next: of a document one after the other, of a push a few, and no more in a minute than it may; where it has failed, one
-- alone tries.  A lease that ran out is taken again: nobody knows whether that one has arrived.
-- in:  worker uuid, slow bool, now timestamptz, lease_seconds int4, each int4, most int4
-- out: many id int8, push_id int8, name text, doc text, body text, attempt int4, url text, auth text, username text, secret text,
--      tries int4, refused int4
WITH push AS MATERIALIZED (
	SELECT p.*, p.per_minute - CASE WHEN p.minute = date_trunc('minute', :'now'::timestamptz) THEN p.used ELSE 0 END AS leaves
	  FROM outbound_push p
	 WHERE p.status = 'active' AND p.next_at <= :'now' AND p.slow = :slow
	   AND (p.credential = '' OR EXISTS (SELECT FROM outbound_credential c WHERE c.key = p.credential))
	   FOR UPDATE SKIP LOCKED
), next AS MATERIALIZED (
	SELECT n.id, p.id AS push_id FROM push p CROSS JOIN LATERAL (
		SELECT e.id FROM outbound_event e
		 WHERE e.push_id = p.id AND (e.state = 'ready' AND e.run_at <= :'now' OR e.state = 'leased' AND e.lease_until < :'now')
		   AND NOT EXISTS (SELECT FROM outbound_event b WHERE b.push_id = e.push_id AND b.doc = e.doc AND b.id < e.id
		           AND b.state IN ('ready', 'leased'))
		   AND (p.tries = 0 OR NOT EXISTS (SELECT FROM outbound_event b WHERE b.push_id = e.push_id
		           AND b.state = 'leased' AND b.lease_until >= :'now'))
		 ORDER BY e.id LIMIT CASE WHEN p.tries = 0 THEN least(:each, greatest(p.leaves, 0)) ELSE least(1, greatest(p.leaves, 0)) END
		   FOR UPDATE OF e SKIP LOCKED) n
	 LIMIT :most
), spent AS (
	UPDATE outbound_push p SET minute = date_trunc('minute', :'now'::timestamptz),
	       used = n.n + CASE WHEN p.minute = date_trunc('minute', :'now'::timestamptz) THEN p.used ELSE 0 END
	  FROM (SELECT push_id, count(*)::int AS n FROM next GROUP BY push_id) n WHERE p.id = n.push_id
), left_now AS (
	INSERT INTO outbound_attempt (event_id, attempt, at, push, url, doc, patient_id)
	SELECT e.id, e.attempt + 1, :'now', p.name, p.url, e.doc, CASE WHEN e.subject > 0 THEN e.subject END
	  FROM next n JOIN outbound_event e ON e.id = n.id JOIN push p ON p.id = n.push_id
)
UPDATE outbound_event e SET state = 'leased', owner = :'worker', attempt = e.attempt + 1,
       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next n JOIN push p ON p.id = n.push_id
 WHERE e.id = n.id
RETURNING e.id, e.push_id, p.name, e.doc, e.body, e.attempt, p.url, p.auth, p.username,
          coalesce((SELECT c.value FROM outbound_credential c WHERE c.key = p.credential), ''), p.tries, e.refused;
