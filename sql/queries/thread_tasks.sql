-- What is open for the person of a conversation.
-- in:  patient_id int8?, thread_id int8
-- out: many id int8, kind text, due_at timestamptz, starts_at timestamptz, owner_id int8?, owner text, words text,
--      title text, created_at timestamptz
SELECT t.id, t.kind, t.due_at, t.starts_at, t.owner_id, coalesce(u.name, ''), t.words,
       coalesce(t.title, ''), t.created_at
  FROM task t LEFT JOIN app_user u ON u.id = t.owner_id
 WHERE t.open AND (t.patient_id = :patient_id OR (t.patient_id IS NULL AND t.thread_id = :thread_id))
 ORDER BY t.priority, t.due_at, t.id
 LIMIT 10;
