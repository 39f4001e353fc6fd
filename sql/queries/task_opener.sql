-- Who else has opened this task since then last.
-- in:  task_id int8, user_id int8, since timestamptz
-- out: many as task_openers
SELECT p.task_id, p.user_id, u.name, p.seen_at
  FROM task_presence p JOIN app_user u ON u.id = p.user_id
 WHERE p.task_id = :task_id AND p.user_id <> :user_id AND p.seen_at > :'since'
 ORDER BY p.seen_at DESC, p.user_id
 LIMIT 1;
