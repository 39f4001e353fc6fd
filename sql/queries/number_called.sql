-- The number of a patient that was called for a task, if it is the one that he is texted at: no other was named in it.
-- in:  task_id int8, patient_id int8
-- out: one phone_id int8
SELECT p.phone_id
  FROM patient p
  JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN task t ON t.id = :task_id
 WHERE p.id = :patient_id AND coalesce(t.dial, '') IN ('', ph.e164);
