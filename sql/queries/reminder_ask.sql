-- Reminders whose question leaves with a flow start: each a message, a check-in, a line of its thread.
-- in:  reminder_ids int8[], thread_ids int8[], phone_ids int8[], outbox_ids int8[], bodies text[], now timestamptz
-- out: none
WITH asked AS (
	SELECT nextval('message_id_seq') AS message_id, s.thread_id, s.phone_id, s.outbox_id, s.body, r.id AS reminder_id,
	       r.enrolment_id, r.patient_id, r.place_id, r.day
	  FROM unnest(:'reminder_ids'::int8[], :'thread_ids'::int8[], :'phone_ids'::int8[], :'outbox_ids'::int8[], :'bodies'::text[])
	       AS s (reminder_id, thread_id, phone_id, outbox_id, body)
	  JOIN reminder r ON r.id = s.reminder_id
), messages AS (
	INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
	OVERRIDING SYSTEM VALUE
	SELECT message_id, thread_id, place_id, patient_id, phone_id, 'out', 'checkin', body, 'queued', :'now', outbox_id
	  FROM asked
), checkins AS (
	INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
	SELECT reminder_id, enrolment_id, patient_id, place_id, day, :'now', message_id FROM asked
), threads AS (
	UPDATE thread t
	   SET last_at = :'now', last_message_id = a.message_id,
	       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
	       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(a.body, 160) END
	  FROM (SELECT DISTINCT ON (thread_id) thread_id, message_id, body FROM asked
	         ORDER BY thread_id, message_id DESC) a
	 WHERE t.id = a.thread_id
)
UPDATE reminder r SET state = 'sent', reason = '', message_id = a.message_id FROM asked a WHERE r.id = a.reminder_id;
