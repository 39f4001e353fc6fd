-- The client may not see this task any more: it is told nothing of it.
-- in:  id int8, worker uuid, attempt int4, now timestamptz
-- out: none
UPDATE subscription_event SET state = 'done', owner = NULL, lease_until = NULL, finished_at = :'now', reason = 'it may not see this task any more'
 WHERE id = :id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt;
