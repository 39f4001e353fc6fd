-- The number is his after all.
-- in:  patient_id int8, phone_id int8, typed text
-- out: none
WITH his AS (
	UPDATE patient SET phone_id = :phone_id, phone_typed = :'typed', version = version + 1 WHERE id = :patient_id
	RETURNING id
)
UPDATE thread SET phone_id = :phone_id FROM his WHERE thread.patient_id = his.id;
