-- Which program brought a task, and what it asked for; none where somebody here wrote it.
-- in:  task_id int8
-- out: many client text, asker text, reason text, note text, person text
SELECT u.name, coalesce(s.asker, ''), coalesce(s.reason, ''), coalesce(s.note, ''), coalesce(s.person, '')
  FROM task t
  JOIN app_user u ON u.id = t.created_by AND u.machine
  LEFT JOIN service_request s ON s.task_id = t.id
 WHERE t.id = :task_id AND t.kind = 'free';
