-- The last few messages of a conversation, oldest first.
-- in:  thread_id int8, most int4
-- out: many direction text, body text, at timestamptz, state text, author text
SELECT m.direction, m.body, m.at, m.state, coalesce(u.name, '')
  FROM (SELECT * FROM message WHERE thread_id = :thread_id AND state <> 'cancelled'
         ORDER BY at DESC, id DESC LIMIT :most) m
  LEFT JOIN app_user u ON u.id = m.author_id
 ORDER BY m.at, m.id;
