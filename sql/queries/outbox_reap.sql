-- Leases that ran out: whoever held them is gone, and nobody knows whether it left.
-- in:  now timestamptz
-- out: none
WITH gone AS (
	SELECT id FROM outbox WHERE state = 'leased' AND lease_until < :'now'
	 ORDER BY id FOR UPDATE SKIP LOCKED
), lost AS (
	UPDATE outbox o SET state = 'unsure', run_at = :'now', owner = NULL, reason = 'the worker was lost'
	  FROM gone WHERE o.id = gone.id
	RETURNING o.id
)
UPDATE message m SET state = 'unsure' FROM lost WHERE m.outbox_id = lost.id AND m.state = 'sending';
