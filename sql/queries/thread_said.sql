-- An automatic text left: the thread shows it, and waits if it waited.
-- in:  thread_id int8, message_id int8, body text, now timestamptz
-- out: none
UPDATE thread
   SET last_at = :'now', last_message_id = :message_id,
       last_direction = CASE WHEN state = 'waiting' THEN last_direction ELSE 'out' END,
       last_words = CASE WHEN state = 'waiting' THEN last_words ELSE left(:'body', 160) END
 WHERE id = :thread_id;
