-- What was not sent is its writer's draft again, before what she has typed since.
-- in:  user_id int8, thread_id int8, body text, now timestamptz
-- out: none
INSERT INTO draft (user_id, thread_id, body, saved_at) VALUES (:user_id, :thread_id, :'body', :'now')
ON CONFLICT (user_id, thread_id)
DO UPDATE SET body = left(excluded.body || E'\n' || draft.body, 4096), saved_at = excluded.saved_at;
