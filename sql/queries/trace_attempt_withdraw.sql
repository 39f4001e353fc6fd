-- What was tried with the deed on a task that has just been taken back is taken back too.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: none
UPDATE trace_attempt a SET withdrawn_at = :'now'
 WHERE a.task_id = :task_id AND a.user_id = :user_id AND a.withdrawn_at IS NULL
   AND a.at = (SELECT e.at FROM task_event e
                WHERE e.task_id = :task_id AND e.from_status IS NOT NULL AND e.what NOT IN ('clock', 'undone')
                ORDER BY e.id DESC LIMIT 1);
