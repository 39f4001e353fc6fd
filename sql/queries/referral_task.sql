-- The task of those who are to see him, or to find out.
-- in:  id int8, task_id int8
-- out: none
UPDATE referral SET task_id = :task_id WHERE id = :id;
