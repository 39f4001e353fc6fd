-- The client may not see this task any more: it is told nothing of it, and nothing has left.
-- in:  id int8, worker uuid, attempt int4, now timestamptz
-- out: none
WITH mine AS (
	UPDATE subscription_event SET state = 'done', owner = NULL, lease_until = NULL, finished_at = :'now', reason = 'it may not see this task any more'
	 WHERE id = :id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
	RETURNING id
)
DELETE FROM subscription_attempt a USING mine WHERE a.event_id = mine.id AND a.attempt = :attempt;
