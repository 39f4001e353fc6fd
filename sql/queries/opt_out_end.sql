-- He wants the messages again: of a programme, or of every one.
-- in:  patient_id int8, enrolment_id int8?, how text, user_id int8?, message_id int8?, now timestamptz
-- out: many enrolment_id int8
UPDATE opt_out
   SET ended_at = :'now', ended_how = :'how', ended_by = :user_id, ended_message_id = :message_id
 WHERE patient_id = :patient_id AND enrolment_id = coalesce(:enrolment_id, enrolment_id) AND ended_at IS NULL
RETURNING enrolment_id;
