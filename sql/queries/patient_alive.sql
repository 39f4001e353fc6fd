-- That he has died was a mistake; no row if nobody has said so.
-- in:  patient_id int8
-- out: many id int8
UPDATE patient
   SET died_on = NULL, opted_out_at = CASE WHEN opted_out_how = 'died' THEN NULL ELSE opted_out_at END,
       opted_out_how = CASE WHEN opted_out_how = 'died' THEN '' ELSE opted_out_how END, version = version + 1
 WHERE id = :patient_id AND died_on IS NOT NULL
RETURNING id;
