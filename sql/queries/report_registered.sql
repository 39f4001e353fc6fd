-- Whom the reports about a task registered.
-- in:  task_id int8
-- out: many given_name text, family_name text, number text
SELECT p.given_name, p.family_name, p.number
  FROM report r JOIN patient p ON p.id = ANY (r.registered)
 WHERE r.task_id = :task_id
 ORDER BY p.id;
