-- Leases that ran out: whoever held them is gone.  What had not come as far as leaving goes again; of the rest nobody
-- knows whether it left, unless the feed has shown it already.
-- in:  now timestamptz, late_seconds int4
-- out: none
WITH gone AS (
	SELECT id FROM outbox WHERE state = 'leased' AND lease_until < :'now'
	 ORDER BY id FOR UPDATE SKIP LOCKED
), judged AS (
	SELECT o.id, CASE WHEN o.kind = 'text' AND EXISTS (SELECT FROM message m
	              WHERE m.outbox_id = o.id AND m.rapidpro_id IS NOT NULL)
	              AND o.params ->> 'by' IS DISTINCT FROM 'flow' THEN 'done'
	         WHEN o.params ? 'by' THEN 'unsure' ELSE 'ready' END AS state
	  FROM gone JOIN outbox o ON o.id = gone.id
), lost AS (
	UPDATE outbox o
	   SET state = j.state, run_at = :'now', owner = NULL, lease_until = NULL,
	       reason = CASE j.state WHEN 'done' THEN '' ELSE 'the worker was lost' END,
	       hold_until = CASE WHEN j.state = 'unsure' AND o.params ->> 'by' = 'flow'
	                    THEN o.sent_at + make_interval(secs => :late_seconds) END,
	       finished_at = CASE WHEN j.state = 'done' THEN :'now'::timestamptz END
	  FROM judged j WHERE o.id = j.id
	RETURNING o.id, o.state
)
UPDATE message m SET state = CASE lost.state WHEN 'unsure' THEN 'unsure' ELSE 'queued' END
  FROM lost
 WHERE m.outbox_id = lost.id AND lost.state <> 'done' AND m.state = 'sending' AND m.rapidpro_id IS NULL;
