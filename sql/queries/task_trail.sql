-- What happened to a task, oldest first.
-- in:  task_id int8
-- out: many at timestamptz, user_id int8?, name text, what text, note text
SELECT e.at, e.user_id, coalesce(u.name, ''), e.what, e.note
  FROM (SELECT * FROM task_event WHERE task_id = :task_id ORDER BY at DESC, id DESC LIMIT 60) e
  LEFT JOIN app_user u ON u.id = e.user_id
 ORDER BY e.at, e.id;
