-- A person answered: nobody waits any more.
-- in:  thread_id int8, message_id int8, body text, now timestamptz
-- out: none
UPDATE thread
   SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0,
       last_at = :'now', last_message_id = :message_id, last_direction = 'out', failed = false,
       last_words = left(:'body', 160)
 WHERE id = :thread_id;
