-- One line of a conversation that is no message.
-- in:  thread_id int8, now timestamptz, user_id int8?, what text, about_id int8, note text
-- out: none
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id, note)
SELECT id, place_id, :'now', :user_id, :'what', :about_id, left(:'note', 500) FROM thread WHERE id = :thread_id;
