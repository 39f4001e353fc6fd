-- The last thing that was done with a conversation besides writing, after that of which a page knew.
-- in:  thread_id int8, after int8
-- out: one what text, at timestamptz, user_id int8?, name text
SELECT e.what, e.at, e.user_id, coalesce(u.name, '')
  FROM thread_event e LEFT JOIN app_user u ON u.id = e.user_id
 WHERE e.thread_id = :thread_id AND e.id > :after
   AND e.what IN ('closed', 'reopened', 'snoozed', 'woken', 'taken', 'given', 'released', 'freed')
 ORDER BY e.id DESC
 LIMIT 1;
