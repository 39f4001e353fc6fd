-- No answer is needed: nobody waits any more.
-- in:  thread_id int8
-- out: none
UPDATE thread SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0 WHERE id = :thread_id;
