-- Give a task back to everybody.
-- in:  task_id int8
-- out: one id int8
UPDATE task
   SET owner_id = NULL, status = task_held(status, NULL), version = version + 1, event = 'released'
 WHERE id = :task_id AND open AND owner_id IS NOT NULL
RETURNING id;
