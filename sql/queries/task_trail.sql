-- What happened to a task, oldest first; that a clock was set is in its history and nobody reads it.
-- in:  task_id int8
-- out: many at timestamptz, user_id int8?, name text, what text, note text, to_owner text
SELECT e.at, e.user_id, coalesce(u.name, ''), e.what, e.note,
       CASE WHEN e.what = 'assigned' THEN coalesce(o.name, '') ELSE '' END
  FROM (SELECT * FROM task_event WHERE task_id = :task_id AND what <> 'clock' ORDER BY at DESC, id DESC LIMIT 60) e
  LEFT JOIN app_user u ON u.id = e.user_id
  LEFT JOIN app_user o ON o.id = e.to_owner
 ORDER BY e.at, e.id;
