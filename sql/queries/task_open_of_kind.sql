-- The open task of this kind of a patient.
-- in:  patient_id int8, kind text
-- out: one id int8
SELECT id FROM task WHERE patient_id = :patient_id AND kind = :'kind' AND open ORDER BY id LIMIT 1 FOR UPDATE;
