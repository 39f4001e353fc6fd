-- A note, with the conversation that it is in.
-- in:  note_id int8
-- out: one id int8, thread_id int8, at timestamptz, user_id int8, author text, body text, version int4,
--      changed_at timestamptz?, withdrawn_at timestamptz?, withdrawn_by int8?, withdrawer text
SELECT n.id, n.thread_id, n.at, n.user_id, u.name, n.body, n.version, n.changed_at, n.withdrawn_at, n.withdrawn_by,
       coalesce(w.name, '')
  FROM thread_note n
  JOIN app_user u ON u.id = n.user_id
  LEFT JOIN app_user w ON w.id = n.withdrawn_by
 WHERE n.id = :note_id;
