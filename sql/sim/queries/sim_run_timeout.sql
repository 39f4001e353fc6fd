-- Waits whose time is up go on along their time-out.
-- in:  moment timestamptz
-- out: one runs int8
WITH due AS (
	UPDATE sim.run r SET timeout_at = NULL
	 WHERE r.waits_at IS NOT NULL AND r.timeout_at <= :'moment'
	   AND NOT EXISTS (SELECT FROM sim.sprint s WHERE s.contact_id = r.contact_id)
	RETURNING r.uuid, r.contact_id, r.flow_id, r.start_id, r.timeout_at),
made AS (
	INSERT INTO sim.sprint (kind, contact_id, flow_id, run_uuid, start_id, at, due_at)
	SELECT 'timeout', contact_id, flow_id, uuid, start_id, :'moment', :'moment' FROM due
	RETURNING id)
SELECT count(*) FROM made;
