-- The next step of a case that nobody has stopped: when, and who is next as the roster is now; "": all supervisors.
-- in:  task_id int8, now timestamptz
-- out: many clock text, at timestamptz, name text
SELECT k.clock, coalesce(k.next_at, k.due),
       coalesce((SELECT u.name FROM duty_now(t.place_id, :'now') d JOIN app_user u ON u.id = d.user_id
                  WHERE NOT EXISTS (SELECT FROM case_notice n WHERE n.task_id = k.task_id AND n.clock = k.clock AND n.due = k.due AND n.user_id = d.user_id)
                  ORDER BY d.rank LIMIT 1), '')
  FROM case_clock k JOIN task t ON t.id = k.task_id JOIN escalation e ON e.task_id = k.task_id
 WHERE k.task_id = :task_id AND NOT k.done AND case_waits(k.clock, t.open, e.first_at, e.decided_at, t.owner_id)
 ORDER BY 2 LIMIT 1;
