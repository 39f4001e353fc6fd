-- A Task of it has come, too: the first one is the task that there is.
-- in:  id int8
-- out: one task_id int8
UPDATE service_request SET tasked = true WHERE id = :id AND NOT tasked RETURNING task_id;
