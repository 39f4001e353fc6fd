-- A user's own draft follows the conversation; one that is there already is kept before it.
-- in:  user_id int8, thread_id int8, to_thread int8, now timestamptz
-- out: none
WITH gone AS (
	DELETE FROM draft WHERE user_id = :user_id AND thread_id = :thread_id RETURNING body
)
INSERT INTO draft (user_id, thread_id, body, saved_at)
SELECT :user_id, :to_thread, body, :'now' FROM gone
ON CONFLICT (user_id, thread_id)
DO UPDATE SET body = left(draft.body || E'\n' || excluded.body, 4096), saved_at = excluded.saved_at;
