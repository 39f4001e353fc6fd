-- A worker's connection bears its name.  What one that has none any more was looking up is anybody's; what it was sending
-- will be soon, not at once, as a connection can break while its worker makes a call, and comes back with the result.
-- The ladder has longer patience than a lease.
-- in:  worker uuid, now timestamptz, seconds int4
-- out: none
WITH here AS MATERIALIZED (
	SELECT array_agg(application_name) AS names FROM pg_stat_activity WHERE application_name IS NOT NULL
	HAVING current_setting('application_name') = :'worker'::text -- else these names tell nothing
), sent AS (
	SELECT o.id FROM outbox o, here
	 WHERE o.state = 'leased' AND o.lease_until > :'now'::timestamptz + make_interval(secs => :seconds)
	   AND o.params ->> 'by' IS DISTINCT FROM 'message' AND o.owner::text <> ALL (here.names)
	 ORDER BY o.id FOR UPDATE OF o SKIP LOCKED
), looked AS (
	SELECT o.id FROM outbox o, here
	 WHERE o.state IN ('unsure', 'accepted') AND o.owner IS NOT NULL AND o.run_at > :'now'
	   AND o.owner::text <> ALL (here.names)
	 ORDER BY o.id FOR UPDATE OF o SKIP LOCKED
), looks AS (
	UPDATE outbox o SET run_at = :'now' FROM looked WHERE o.id = looked.id
)
UPDATE outbox o SET lease_until = :'now'::timestamptz + make_interval(secs => :seconds) FROM sent WHERE o.id = sent.id;
