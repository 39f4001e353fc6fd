-- The thread of a patient, made when there is none.
-- in:  patient_id int8
-- out: one id int8
WITH made AS (
	INSERT INTO thread (kind, place_id, patient_id, phone_id)
	SELECT 'patient', place_id, id, phone_id FROM patient WHERE id = :patient_id
	ON CONFLICT (patient_id) DO NOTHING
	RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM thread WHERE patient_id = :patient_id LIMIT 1;
