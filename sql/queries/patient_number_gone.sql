-- A number is not this patient's any more: the one he is texted at, or his second one.  Nobody is to call him there either.
-- in:  patient_id int8, phone_id int8
-- out: many id int8
WITH gone AS (
	UPDATE patient
	   SET phone_id = CASE WHEN phone_id = :phone_id THEN NULL ELSE phone_id END,
	       phone_typed = CASE WHEN phone_id = :phone_id THEN '' ELSE phone_typed END,
	       phone2_id = CASE WHEN phone2_id = :phone_id THEN NULL ELSE phone2_id END,
	       phone2_typed = CASE WHEN phone2_id = :phone_id THEN '' ELSE phone2_typed END,
	       phone2_owner_name = CASE WHEN phone2_id = :phone_id THEN '' ELSE phone2_owner_name END,
	       version = version + 1
	 WHERE id = :patient_id AND (phone_id = :phone_id OR phone2_id = :phone_id)
	RETURNING id
), freed AS (
	UPDATE thread SET phone_id = NULL, failed = false
	  FROM gone WHERE thread.patient_id = gone.id AND thread.phone_id = :phone_id
), undialled AS (
	UPDATE task SET dial = '', version = version + 1
	  FROM gone, phone ph WHERE task.patient_id = gone.id AND task.open AND ph.id = :phone_id AND task.dial = ph.e164
)
SELECT id FROM gone;
