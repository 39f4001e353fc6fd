-- It is active, or why it cannot be.  What waited while it was off leaves now.
-- in:  id int8, error text, now timestamptz
-- out: none
WITH become AS (
	UPDATE subscription SET status = CASE :'error' WHEN '' THEN 'active' ELSE 'error' END, error = left(:'error', 500), changed_at = :'now',
	       called_at = :'now'
	 WHERE id = :id AND status = 'requested' RETURNING id, status
), greeted AS (
	DELETE FROM subscription_event e USING become b WHERE e.subscription_id = b.id AND e.kind = 'handshake' AND e.state IN ('ready', 'leased')
)
UPDATE subscription_event e SET state = 'ready', run_at = :'now', refused_since = NULL, finished_at = NULL
  FROM become b WHERE e.subscription_id = b.id AND b.status = 'active' AND e.state = 'dead' AND e.kind = 'event';
