-- The open cases that somebody has, the next deadline first.
-- in:  user_id int8, zone text
-- out: many id int8, who text, known bool, severity text, place_name text, zone text, due_at timestamptz
SELECT t.id, t.who, t.patient_id IS NOT NULL, e.severity, coalesce(p.name, ''), coalesce(p.zone, :'zone'), t.due_at
  FROM task t JOIN escalation e ON e.task_id = t.id LEFT JOIN place p ON p.id = t.place_id
 WHERE t.owner_id = :user_id AND t.open AND t.kind = 'escalation' AND e.decided_at IS NULL
 ORDER BY t.due_at, t.id LIMIT 200;
