-- A question was asked.
-- in:  reminder_id int8, enrolment_id int8, patient_id int8, place_id int8, day int4, now timestamptz, message_id int8
-- out: none
INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
VALUES (:reminder_id, :enrolment_id, :patient_id, :place_id, :day, :'now', :message_id);
