-- Who else has this conversation open, or had a moment ago.
-- in:  user_id int8, thread_id int8, since timestamptz
-- out: many user_id int8, name text, seen_at timestamptz, writing_at timestamptz?
SELECT p.user_id, u.name, p.seen_at, p.writing_at
  FROM presence p JOIN app_user u ON u.id = p.user_id
 WHERE p.thread_id = :thread_id AND p.user_id <> :user_id AND p.seen_at > :'since'
 ORDER BY p.seen_at DESC
 LIMIT 5;
