-- Whose conversation it is.
-- in:  thread_id int8, user_id int8?
-- out: none
UPDATE thread SET assigned_to = :user_id WHERE id = :thread_id;
