-- A task that was done or given up is to be done after all, by whoever opens it again.
-- in:  task_id int8, user_id int8, note text
-- out: one id int8
UPDATE task
   SET status = 'in-progress', owner_id = :user_id, version = version + 1, event = 'reopened', event_note = :'note'
 WHERE id = :task_id AND status IN ('completed', 'failed')
RETURNING id;
