-- The cases that one is asked to take over: those that the other has at this moment, as far as one sees them oneself.
-- in:  handover_id int8, zone text
-- out: many id int8, who text, known bool, severity text, place_name text, zone text, due_at timestamptz
SELECT t.id, t.who, t.patient_id IS NOT NULL, e.severity, coalesce(p.name, ''), coalesce(p.zone, :'zone'), t.due_at
  FROM duty_handover h
  JOIN task t ON t.owner_id = h.from_id AND t.open AND t.kind = 'escalation'
  JOIN escalation e ON e.task_id = t.id AND e.decided_at IS NULL
  LEFT JOIN place p ON p.id = t.place_id
 WHERE h.id = :handover_id
 ORDER BY t.due_at, t.id LIMIT 200;
