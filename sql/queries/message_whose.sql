-- Which conversation a message is in, and who wrote it.
-- in:  message_id int8
-- out: one thread_id int8, author_id int8?
SELECT thread_id, author_id FROM message WHERE id = :message_id;
