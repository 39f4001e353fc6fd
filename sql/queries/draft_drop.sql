-- Forget a user's draft: it was sent, or emptied by its writer.
-- in:  user_id int8, thread_id int8
-- out: none
WITH gone AS (DELETE FROM draft WHERE user_id = :user_id AND thread_id = :thread_id)
UPDATE presence SET writing_at = NULL WHERE user_id = :user_id AND thread_id = :thread_id;
