-- Filed without work: the thread shows it and waits no more than before.
-- in:  thread_id int8, message_id int8, body text, at timestamptz
-- out: none
UPDATE thread
   SET last_at = greatest(last_at, :'at'), last_message_id = greatest(last_message_id, :message_id),
       last_words = CASE WHEN state = 'waiting' THEN last_words ELSE left(:'body', 160) END,
       last_direction = 'in'
 WHERE id = :thread_id;
