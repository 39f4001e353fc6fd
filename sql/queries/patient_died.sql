-- He has died: from now on no SMS is sent to him.  No row if that is known.
-- in:  patient_id int8, day date, now timestamptz
-- out: many id int8
UPDATE patient
   SET died_on = :'day', opted_out_at = coalesce(opted_out_at, :'now'),
       opted_out_how = CASE WHEN opted_out_at IS NULL THEN 'died' ELSE opted_out_how END, version = version + 1
 WHERE id = :patient_id AND died_on IS NULL
RETURNING id;
