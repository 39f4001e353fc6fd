-- Clocks that are looked at now; held, so that no other worker looks at the same.
-- in:  now timestamptz, most int4
-- out: many task_id int8, clock text, due timestamptz, step int4, done bool, place_id int8?, place_name text, zone text,
--      severity text, owner_id int8?, waits bool
SELECT k.task_id, k.clock, k.due, k.step, k.done, t.place_id, coalesce(p.name, ''), coalesce(p.zone, 'UTC'), e.severity, t.owner_id,
       case_waits(k.clock, t.open, e.first_at, e.decided_at, t.owner_id)
  FROM case_clock k
  JOIN task t ON t.id = k.task_id
  JOIN escalation e ON e.task_id = k.task_id
  LEFT JOIN place p ON p.id = t.place_id
 WHERE k.look_at <= :'now'
 ORDER BY t.priority, k.look_at, k.task_id LIMIT :most
   FOR UPDATE OF k SKIP LOCKED;
