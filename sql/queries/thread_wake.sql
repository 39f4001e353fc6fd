-- A conversation that is put off waits again, since when it had waited; one that did not wait, since now.
-- in:  thread_id int8, user_id int8?, why text, message_id int8, urgency int4, now timestamptz
-- out: none
WITH woken AS (
	UPDATE thread
	   SET state = 'waiting', waiting_since = coalesce(snoozed_since, :'now'), snoozed_until = NULL,
	       urgency = greatest(urgency, :urgency, 1)
	 WHERE id = :thread_id AND state = 'snoozed' AND ended_at IS NULL
	RETURNING id, place_id
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id, note)
SELECT id, place_id, :'now', :user_id, 'woken', :message_id, :'why' FROM woken;
