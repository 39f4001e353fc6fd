-- The messages were stopped at a moment by a text that was another's: what was kept from leaving then leaves, as far as its time
-- allows, and what was planned is planned.  A question that shared a call with others, which has left by now, leaves by itself.
-- in:  patient_id int8, at timestamptz, now timestamptz
-- out: one leaves int8, late int8
WITH stopped AS MATERIALIZED (
	SELECT m.id, m.thread_id, m.phone_id, o.id AS outbox_id, o.place_id, o.kind, o.state, o.body, o.priority, o.clinical, o.good_until,
	       o.created_at, o.created_by, o.held_at IS NOT NULL AS held, gen_random_uuid() AS key,
	       (o.good_until IS NULL OR o.good_until > :'now') AND m.phone_id IN (p.phone_id, p.phone2_id) AND m.rapidpro_id IS NULL
	       AND NOT EXISTS (SELECT FROM reminder r JOIN opt_out b ON b.enrolment_id = r.enrolment_id AND b.ended_at IS NULL
	                        WHERE r.message_id = m.id) AS may
	  FROM patient p
	  JOIN thread t ON t.patient_id = p.id
	  JOIN message m ON m.thread_id = t.id AND m.patient_id = p.id AND m.direction = 'out'
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE p.id = :patient_id AND p.opted_out_at IS NULL AND m.state = 'cancelled' AND m.reason = 'opted out' AND m.at <= :'at'
	   AND NOT EXISTS (SELECT FROM opt_out b WHERE b.patient_id = p.id AND b.at >= m.at AND b.at < :'at')
	   FOR UPDATE OF o
), again AS (
	UPDATE outbox o SET state = CASE WHEN s.held THEN 'held' ELSE 'ready' END, reason = CASE WHEN s.held THEN 'too old' ELSE '' END,
	       finished_at = NULL
	  FROM stopped s WHERE o.id = s.outbox_id AND s.may AND s.kind <> 'checkin'
), own AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
	SELECT key, 'text', place_id, phone_id, body, priority, clinical, :'now', good_until, created_at, created_by
	  FROM stopped WHERE may AND kind = 'checkin' AND state <> 'ready'
	RETURNING id, key
), shown AS (
	UPDATE message m
	   SET state = CASE WHEN s.held THEN 'held' ELSE 'queued' END, reason = CASE WHEN s.held THEN 'too old' ELSE '' END,
	       outbox_id = coalesce(own.id, m.outbox_id)
	  FROM stopped s LEFT JOIN own USING (key)
	 WHERE m.id = s.id AND s.may
), flagged AS (
	UPDATE thread t SET failed = true FROM stopped s WHERE t.id = s.thread_id AND s.may AND s.held
), planned AS (
	-- Of today it may be in time still: the schedule looks at that.
	UPDATE reminder r SET state = 'planned', reason = ''
	  FROM enrolment e
	 WHERE r.patient_id = :patient_id AND r.state = 'skipped' AND r.reason = 'opted-out' AND r.due_at > :'at' AND r.due_at <= :'now'
	   AND e.id = r.enrolment_id AND e.state = 'active'
	   AND NOT EXISTS (SELECT FROM opt_out b WHERE b.enrolment_id = e.id AND b.ended_at IS NULL)
)
SELECT count(*) FILTER (WHERE may), count(*) FILTER (WHERE NOT may) FROM stopped;
