-- Not now: the task is shown again later, with an hour before it is late.
-- in:  task_id int8, until timestamptz
-- out: one id int8
UPDATE task
   SET status = 'on-hold', starts_at = :'until',
       due_at = greatest(due_at, :'until'::timestamptz + interval '1 hour'), version = version + 1
 WHERE id = :task_id AND open
RETURNING id;
