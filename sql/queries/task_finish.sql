-- Finish a task.
-- in:  task_id int8, user_id int8?, outcome text, note text, now timestamptz
-- out: one id int8
UPDATE task
   SET status = 'completed', closed_at = :'now', closed_by = :user_id, outcome = :'outcome',
       outcome_note = :'note', version = version + 1, event = :'outcome', event_note = :'note'
 WHERE id = :task_id AND open
RETURNING id;
