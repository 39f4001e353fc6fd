-- Whose an appointment is.
-- in:  id int8
-- out: one patient_id int8
SELECT patient_id FROM appointment WHERE id = :id;
