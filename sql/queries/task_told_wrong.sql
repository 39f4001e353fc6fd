-- Whose number a task's outcome has said to be somebody else's, and when.
-- in:  task_id int8
-- out: one patient_id int8, at timestamptz
SELECT patient_id, closed_at FROM task
 WHERE id = :task_id AND NOT open AND outcome = 'wrong-number' AND patient_id IS NOT NULL AND closed_at IS NOT NULL;
