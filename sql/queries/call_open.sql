-- The call that is asked for already, of a client or of a number that is nobody's.
-- in:  patient_id int8?, thread_id int8
-- out: one id int8
SELECT id FROM task
 WHERE kind = 'call' AND open
   AND (patient_id = :patient_id OR (:patient_id::int8 IS NULL AND patient_id IS NULL AND thread_id = :thread_id))
 LIMIT 1
   FOR UPDATE;
