-- Which conversation a message is in.
-- in:  message_id int8
-- out: one thread_id int8, author_id int8?, direction text, state text, phone_id int8, clinical bool
SELECT thread_id, author_id, direction, state, phone_id, author_id IS NOT NULL FROM message WHERE id = :message_id;
