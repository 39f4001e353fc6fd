-- The open tasks of a patient that rules have made, or taken over.
-- in:  patient_id int8
-- out: many id int8, emission text
SELECT id, emission FROM task
 WHERE patient_id = :patient_id AND open AND emission IS NOT NULL
 ORDER BY id DESC LIMIT 200;
