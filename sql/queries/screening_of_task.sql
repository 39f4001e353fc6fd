-- Whose answers made a task.
-- in:  task_id int8
-- out: many person_id int8, screening_id int8, title text
SELECT p.id, p.screening_id, s.title
  FROM screening_person p JOIN screening s ON s.id = p.screening_id WHERE p.task_id = :task_id;
