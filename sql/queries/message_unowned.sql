-- A text that came in and is nobody's yet.
-- in:  message_id int8
-- out: one body text, at timestamptz, phone_id int8, thread_id int8
SELECT body, at, phone_id, thread_id FROM message
 WHERE id = :message_id AND direction = 'in' AND patient_id IS NULL
   FOR UPDATE;
