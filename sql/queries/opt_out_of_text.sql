-- Of which programmes a text has stopped the messages, as long as nobody has started them since.
-- in:  patient_id int8, message_id int8
-- out: many enrolment_id int8, at timestamptz
SELECT enrolment_id, at FROM opt_out
 WHERE patient_id = :patient_id AND message_id = :message_id AND ended_at IS NULL
 ORDER BY id;
