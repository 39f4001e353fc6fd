-- Of which programmes a text has started the messages again, and why they had been stopped.
-- in:  patient_id int8, message_id int8
-- out: many enrolment_id int8, message_id int8?, reason text, note text
SELECT enrolment_id, message_id, reason, note FROM opt_out
 WHERE patient_id = :patient_id AND ended_message_id = :message_id
 ORDER BY id;
