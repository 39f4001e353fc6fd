-- Until when a task is put off.
-- in:  task_id int8
-- out: one wakes_at timestamptz, zone text
SELECT t.wakes_at, coalesce(p.zone, '')
  FROM task t LEFT JOIN place p ON p.id = t.place_id
 WHERE t.id = :task_id AND t.wakes_at IS NOT NULL;
