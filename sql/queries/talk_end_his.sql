-- Whose the next text from a phone of his is has to be asked again.
-- in:  patient_id int8
-- out: none
DELETE FROM phone_talk WHERE patient_id = :patient_id;
