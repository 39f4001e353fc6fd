-- What a morning writes for each man that is asked, less: who is asked, his number and his conversation have been read and
-- the patient's row locked by reminder_due, in this transaction; they are not looked for again.  As in 0029_writes.sql and
-- 0016_mornings.sql, where it says why the keys may rest.  begun: threads in which nothing was said yet.
DROP FUNCTION reminder_send(uuid[], bigint[], bigint[], text[], timestamptz[], bigint[], bigint[], bigint[], text[], timestamptz);
CREATE FUNCTION reminder_send(keys uuid[], place_ids bigint[], to_phones bigint[], bodies text[], good_until timestamptz[],
    reminder_ids bigint[], phone_ids bigint[], thread_ids bigint[], calls bigint[], kinds text[], begun bigint[], at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	usual constant text := current_setting('session_replication_role');
	may_rest constant boolean := has_parameter_privilege('session_replication_role', 'SET');
	ids constant bigint[] := (SELECT array_agg(nextval('outbox_id_seq')) FROM unnest(keys));
	places bigint[];
	called bigint;
	sent bigint;
BEGIN
	PERFORM set_config('session_replication_role', 'replica', true) WHERE may_rest;
	WITH asked AS MATERIALIZED (
		SELECT nextval('message_id_seq') AS message_id, s.*
		  FROM (SELECT * FROM unnest(reminder_ids, phone_ids, thread_ids, calls, kinds)
		            AS s (reminder_id, phone_id, thread_id, call, kind)
		         ORDER BY reminder_id) s
	), said AS (
		UPDATE reminder r SET state = 'sent', reason = '', message_id = a.message_id
		  FROM asked a WHERE r.id = a.reminder_id AND r.state = 'planned'
		RETURNING a.*, r.enrolment_id, r.patient_id, r.place_id, r.day
	), outgoing AS (
		INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
		OVERRIDING SYSTEM VALUE
		SELECT ids[c.n], c.key, CASE WHEN c.phone_id = 0 THEN 'checkin' ELSE 'text' END, c.place_id, nullif(c.phone_id, 0), c.body,
		       7, at, c.good_until, at
		  FROM unnest(keys, place_ids, to_phones, bodies, good_until) WITH ORDINALITY
		    AS c (key, place_id, phone_id, body, good_until, n)
		  JOIN (SELECT call, min(place_id) AS place_id, count(DISTINCT place_id) AS places, min(phone_id) AS phone_id, count(*) AS men
		          FROM said GROUP BY call) of ON of.call = c.n AND of.place_id = c.place_id AND of.places = 1
		   AND (c.phone_id = 0 OR (of.phone_id = c.phone_id AND of.men = 1))
		RETURNING id
	), messages AS (
		INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
		OVERRIDING SYSTEM VALUE
		SELECT message_id, thread_id, place_id, patient_id, phone_id, 'out', kind, bodies[call], 'queued', at, ids[call] FROM said
	), checkins AS (
		INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
		SELECT reminder_id, enrolment_id, patient_id, place_id, day, at, message_id FROM said WHERE kind = 'checkin'
	), threads AS (
		UPDATE thread t
		   SET last_at = at, last_message_id = s.message_id, last_direction = 'out', last_words = left(bodies[s.call], 160)
		  FROM (SELECT DISTINCT ON (thread_id) thread_id, message_id, call
		          FROM said JOIN unnest(begun) b (thread_id) USING (thread_id)
		         ORDER BY thread_id, message_id DESC) s
		 WHERE t.id = s.thread_id AND t.last_at IS NULL AND t.state <> 'waiting'
	)
	SELECT array_agg(DISTINCT place_id), count(*), (SELECT count(*) FROM outgoing) INTO places, sent, called FROM said;
	PERFORM set_config('session_replication_role', usual, true) WHERE may_rest;
	-- A row of the outbox without its messages would leave unseen: all, or none now.
	IF sent <> cardinality(reminder_ids) OR called <> cardinality(keys) THEN
		RAISE serialization_failure USING MESSAGE = 'a reminder was changed meanwhile';
	END IF;
	INSERT INTO place_touch (place_id) SELECT unnest(places) ON CONFLICT DO NOTHING;
END $$;
REVOKE EXECUTE ON FUNCTION reminder_send(uuid[], bigint[], bigint[], text[], timestamptz[], bigint[], bigint[], bigint[],
    bigint[], text[], bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reminder_send(uuid[], bigint[], bigint[], text[], timestamptz[], bigint[], bigint[], bigint[],
    bigint[], text[], bigint[], timestamptz) TO aftercare_worker;
