-- What was put off until now waits again.
-- in:  now timestamptz, most int4
-- out: none
WITH woken AS (
	UPDATE thread
	   SET state = 'waiting', waiting_since = coalesce(snoozed_since, snoozed_until), snoozed_until = NULL,
	       urgency = greatest(urgency, 1)
	 WHERE id IN (SELECT id FROM thread WHERE state = 'snoozed' AND ended_at IS NULL AND snoozed_until <= :'now'
	               ORDER BY snoozed_until, id LIMIT :most FOR UPDATE SKIP LOCKED)
	RETURNING id, place_id
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
SELECT id, place_id, :'now', NULL, 'woken', 'time' FROM woken;
