-- Today's question leaves once more, as a new text of its own: the first stays where it was.  No row if it was answered,
-- or asked again, meanwhile, or may not be asked any more.
-- in:  message_id int8, key uuid, user_id int8, good_until timestamptz, now timestamptz
-- out: many id int8
-- use: delivery_question, delivery_may_ask
WITH asked AS MATERIALIZED (
	SELECT k.reminder_id, m.thread_id, m.place_id, m.patient_id, p.phone_id, m.body
	  FROM :delivery_question
	 WHERE k.patient_id = (SELECT patient_id FROM message WHERE id = :message_id) AND k.message_id = :message_id
	   AND k.answer = '' AND :delivery_may_ask
	   AND (k.asked_at AT TIME ZONE pl.zone)::date = (:'now'::timestamptz AT TIME ZONE pl.zone)::date
	   FOR UPDATE OF k
), fresh AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at, created_by)
	SELECT :'key', 'text', place_id, phone_id, body, 3, :'now', :'good_until', :'now', :user_id FROM asked
	RETURNING id
), said AS (
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
	SELECT a.thread_id, a.place_id, a.patient_id, a.phone_id, 'out', 'checkin', a.body, 'queued', :'now', fresh.id
	  FROM asked a, fresh
	RETURNING id
), noted AS (
	UPDATE reminder r SET message_id = said.id FROM asked a, said WHERE r.id = a.reminder_id
)
UPDATE checkin k SET message_id = said.id FROM asked a, said WHERE k.reminder_id = a.reminder_id
RETURNING k.message_id;
