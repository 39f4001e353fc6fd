-- A text that came in and is nobody's yet.
-- in:  message_id int8
-- out: one body text, at timestamptz, phone_id int8, thread_id int8, urn text
SELECT body, at, phone_id, thread_id, 'tel:' || coalesce((SELECT e164 FROM phone WHERE phone.id = phone_id), '') FROM message
 WHERE id = :message_id AND direction = 'in' AND patient_id IS NULL
   FOR UPDATE;
