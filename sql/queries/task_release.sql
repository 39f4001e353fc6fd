-- Give a task back to everybody.
-- in:  task_id int8
-- out: one id int8
UPDATE task
   SET owner_id = NULL, status = CASE status WHEN 'accepted' THEN 'requested' ELSE status END, version = version + 1
 WHERE id = :task_id AND open AND owner_id IS NOT NULL
RETURNING id;
