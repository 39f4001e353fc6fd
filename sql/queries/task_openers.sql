-- Which tasks others have opened since then, the latest first.
-- in:  user_id int8, since timestamptz
-- out: many task_id int8, user_id int8, name text, seen_at timestamptz
SELECT p.task_id, p.user_id, u.name, p.seen_at
  FROM task_presence p JOIN app_user u ON u.id = p.user_id
 WHERE p.user_id <> :user_id AND p.seen_at > :'since'
 ORDER BY p.seen_at DESC, p.user_id
 LIMIT 200;
