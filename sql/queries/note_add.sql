-- A note to colleagues in a conversation.
-- in:  thread_id int8, user_id int8, body text, now timestamptz
-- out: one id int8
INSERT INTO thread_note (thread_id, place_id, at, user_id, body)
SELECT id, place_id, :'now', :user_id, :'body' FROM thread WHERE id = :thread_id
RETURNING id;
