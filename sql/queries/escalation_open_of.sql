-- The open case of a patient, or of an unknown number's thread.
-- in:  patient_id int8?, thread_id int8?
-- out: one task_id int8, priority int4
SELECT id, priority::int4 FROM task
 WHERE kind = 'escalation' AND open
   AND (patient_id = :patient_id OR (:patient_id::int8 IS NULL AND thread_id = :thread_id))
 ORDER BY id LIMIT 1
   FOR UPDATE;
