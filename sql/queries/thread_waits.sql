-- Somebody has to answer: since the first message that nobody answered.
-- in:  thread_id int8, message_id int8, body text, at timestamptz, urgency int4
-- out: none
UPDATE thread
   SET state = 'waiting', waiting_since = coalesce(waiting_since, CASE WHEN state = 'snoozed' THEN snoozed_since END, :'at'),
       snoozed_until = NULL,
       urgency = greatest(urgency, :urgency), last_at = greatest(last_at, :'at'),
       last_message_id = greatest(last_message_id, :message_id), last_words = left(:'body', 160),
       last_direction = 'in', not_patient = false
 WHERE id = :thread_id;
