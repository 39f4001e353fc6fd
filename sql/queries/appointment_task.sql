-- What is to be done about an appointment now.
-- in:  id int8, task_id int8?
-- out: none
UPDATE appointment SET task_id = :task_id WHERE id = :id;
