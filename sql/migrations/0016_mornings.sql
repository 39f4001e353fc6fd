-- A whole country is asked at the same minute of the morning.

-- In the order in which they are taken: a facility's men together, so that one
-- call to RapidPro is for as many of them as it may.
DROP INDEX reminder_due;
CREATE INDEX reminder_due ON reminder (due_at, place_id, id) WHERE state = 'planned';

-- Reminders become texts: rows of the outbox (one of a start has no phone), and for
-- each person a message, a check-in where an answer is expected, and the last line
-- of the thread.  call: the number of the outbox row in its arrays, from 1.
--
-- Nine foreign keys a person, each checked by a query of its own, took longer than
-- all the rest.  Here every key comes from a row that has just been read: that of
-- the reminder, which the worker has locked and which refers to enrolment, patient
-- and place; the patient's, locked so that he moves to no other facility meanwhile,
-- and with it his phone's; and his thread's, which is written.  What is written is
-- therefore what the keys would have let through, and they are not asked again.  The
-- triggers of these tables rest with them: none of them is for such rows but those
-- of place_version, whose work is done at the end (tests/test_scheduler.c looks
-- whether there are others).
--
-- Only a superuser, or whom he allows it, may let the triggers and keys rest: where
-- the owner of the schema may not, they are asked, and a morning takes longer.
--
-- The patient's row is locked, so that whoever says STOP or gets another number comes
-- after us and sees what is on its way to him; who is just being changed is left to
-- the next time, as two would wait for each other (STOP changes the patient first and
-- his reminders then).
CREATE FUNCTION reminder_send(keys uuid[], place_ids bigint[], to_phones bigint[], bodies text[],
    good_until timestamptz[], reminder_ids bigint[], phone_ids bigint[], calls bigint[], kinds text[], at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	usual constant text := current_setting('session_replication_role');
	may_rest constant boolean := has_parameter_privilege('session_replication_role', 'SET');
	ids constant bigint[] := (SELECT array_agg(nextval('outbox_id_seq')) FROM unnest(keys));
	places bigint[];
	sent bigint;
BEGIN
	INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
	OVERRIDING SYSTEM VALUE
	SELECT c.id, c.key, CASE WHEN c.phone_id = 0 THEN 'checkin' ELSE 'text' END, c.place_id, nullif(c.phone_id, 0), c.body, 7,
	       at, c.good_until, at
	  FROM unnest(ids, keys, place_ids, to_phones, bodies, good_until) AS c (id, key, place_id, phone_id, body, good_until);

	PERFORM set_config('session_replication_role', 'replica', true) WHERE may_rest;
	WITH said AS MATERIALIZED (
		SELECT nextval('message_id_seq') AS message_id, r.id AS reminder_id, r.enrolment_id, r.patient_id, r.place_id, r.day,
		       t.id AS thread_id, ph.id AS phone_id, ids[s.call] AS outbox_id, s.kind, bodies[s.call] AS body
		  FROM unnest(reminder_ids, phone_ids, calls, kinds) AS s (reminder_id, phone_id, call, kind)
		  JOIN reminder r ON r.id = s.reminder_id AND r.state = 'planned'
		  JOIN patient p ON p.id = r.patient_id AND p.place_id = r.place_id AND p.phone_id = s.phone_id
		   AND p.opted_out_at IS NULL
		  JOIN phone ph ON ph.id = s.phone_id
		  JOIN thread t ON t.patient_id = r.patient_id
		   FOR SHARE OF p SKIP LOCKED
	), messages AS (
		INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
		OVERRIDING SYSTEM VALUE
		SELECT message_id, thread_id, place_id, patient_id, phone_id, 'out', kind, body, 'queued', at, outbox_id FROM said
	), checkins AS (
		INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
		SELECT reminder_id, enrolment_id, patient_id, place_id, day, at, message_id FROM said WHERE kind = 'checkin'
	), threads AS (
		UPDATE thread t
		   SET last_at = at, last_message_id = s.message_id,
		       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
		       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(s.body, 160) END
		  FROM (SELECT DISTINCT ON (thread_id) thread_id, message_id, body FROM said
		         ORDER BY thread_id, message_id DESC) s
		 WHERE t.id = s.thread_id
	), settled AS (
		UPDATE reminder r SET state = 'sent', reason = '', message_id = s.message_id FROM said s WHERE r.id = s.reminder_id
		RETURNING r.place_id
	)
	SELECT array_agg(DISTINCT place_id), count(*) INTO places, sent FROM settled;
	PERFORM set_config('session_replication_role', usual, true) WHERE may_rest;
	-- A row of the outbox without its messages would leave unseen: all, or none now.
	IF sent <> cardinality(reminder_ids) THEN
		RAISE serialization_failure USING MESSAGE = 'a patient was changed meanwhile';
	END IF;
	INSERT INTO place_touch (place_id) SELECT unnest(places) ON CONFLICT DO NOTHING;
END $$;
REVOKE EXECUTE ON FUNCTION reminder_send(uuid[], bigint[], bigint[], text[], timestamptz[], bigint[], bigint[], bigint[],
    text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reminder_send(uuid[], bigint[], bigint[], text[], timestamptz[], bigint[], bigint[], bigint[],
    text[], timestamptz) TO aftercare_worker;
-- Messages are numbered inside it now.
REVOKE USAGE ON SEQUENCE message_id_seq FROM aftercare_worker;
