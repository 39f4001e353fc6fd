-- Where a client is looked after.
-- in:  patient_id int8
-- out: one place_id int8
SELECT place_id FROM patient WHERE id = :patient_id;
