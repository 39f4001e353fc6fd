-- The open work about a patient.
-- in:  patient_id int8
-- out: many id int8, kind text, words text, due_at timestamptz, owner text, title text,
--      created_at timestamptz
SELECT t.id, t.kind, t.words, t.due_at, coalesce(u.name, ''), coalesce(t.title, ''), t.created_at
  FROM task t LEFT JOIN app_user u ON u.id = t.owner_id
 WHERE t.patient_id = :patient_id AND t.open
 ORDER BY t.priority, t.due_at, t.id
 LIMIT 20;
