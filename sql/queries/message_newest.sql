-- The last thing that a person said in a conversation, he or one of us.
-- in:  thread_id int8
-- out: one direction text, at timestamptz, author_id int8?, author text
SELECT m.direction, m.at, m.author_id, coalesce(u.name, '')
  FROM message m LEFT JOIN app_user u ON u.id = m.author_id
 WHERE m.thread_id = :thread_id AND m.state <> 'cancelled' AND (m.direction = 'in' OR m.author_id IS NOT NULL)
 ORDER BY m.id DESC
 LIMIT 1;
