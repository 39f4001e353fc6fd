-- When that was done about a task which has just been taken back.
-- in:  task_id int8
-- out: one at timestamptz
SELECT e.at FROM task_event e
 WHERE e.task_id = :task_id AND e.from_status IS NOT NULL AND e.what NOT IN ('clock', 'undone')
 ORDER BY e.id DESC LIMIT 1;
