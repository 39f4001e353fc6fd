-- What leaves next: of a task one version at a time, of a subscription a few; where it has failed, one alone tries.  A lease
-- that ran out is taken again: nobody knows whether that one has arrived.
-- in:  worker uuid, slow bool, now timestamptz, lease_seconds int4, each int4, most int4
-- out: many id int8, subscription_id int8, user_id int8, task_id int8, version int8, attempt int4, endpoint text, headers text,
--      payload bool, secret text, tries int4, kind text, number int8, made_at timestamptz, base text, topic text, content text,
--      seconds int4, told int8, status text, encounter bool
WITH next AS MATERIALIZED (
	SELECT n.id FROM subscription s CROSS JOIN LATERAL (
		SELECT e.id FROM subscription_event e
		 WHERE e.subscription_id = s.id AND (s.status = 'active') = (e.kind <> 'handshake')
		   AND (e.state = 'ready' AND e.run_at <= :'now' OR e.state = 'leased' AND e.lease_until < :'now')
		   AND NOT EXISTS (SELECT FROM subscription_event b WHERE b.subscription_id = e.subscription_id AND b.task_id = e.task_id
		           AND b.version < e.version AND b.state IN ('ready', 'leased'))
		   AND (s.tries = 0 OR NOT EXISTS (SELECT FROM subscription_event b WHERE b.subscription_id = e.subscription_id
		           AND b.state = 'leased' AND b.lease_until >= :'now'))
		 ORDER BY e.version LIMIT CASE WHEN s.tries = 0 THEN :each ELSE 1 END
		   FOR UPDATE OF e SKIP LOCKED) n
	 WHERE s.status IN ('active', 'requested') AND s.next_at <= :'now' AND s.slow = :slow
	 LIMIT :most
), left_now AS (
	INSERT INTO subscription_attempt (event_id, attempt, at, kind, user_id, subscription_id, url, task_id, version, patient_id)
	SELECT e.id, e.attempt + 1, :'now', e.kind, s.user_id, s.id, s.endpoint, CASE e.kind WHEN 'event' THEN e.task_id END,
	       CASE e.kind WHEN 'event' THEN e.version END, t.patient_id
	  FROM next n JOIN subscription_event e ON e.id = n.id JOIN subscription s ON s.id = e.subscription_id LEFT JOIN task t ON t.id = e.task_id
)
UPDATE subscription_event e SET state = 'leased', owner = :'worker', attempt = e.attempt + 1,
       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next n, subscription s
 WHERE e.id = n.id AND s.id = e.subscription_id
RETURNING e.id, e.subscription_id, s.user_id, e.task_id, e.version, e.attempt, s.endpoint, array_to_string(s.headers, chr(10)), s.payload, s.secret, s.tries,
          e.kind, e.number, e.made_at, s.base, s.criteria, s.content, s.seconds, s.told, s.status, s.encounter;
