-- Turn due flow starts into a sprint for each contact that may take part.
-- in:  moment timestamptz
-- out: one starts int8
WITH due AS (
	SELECT * FROM sim.start
	 WHERE status = 'pending' AND due_at <= :'moment' AND urns = '{}'
	 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED),
who AS (
	SELECT d.id AS start_id, c.contact_id FROM due d, unnest(d.contact_ids) c (contact_id)
	UNION
	SELECT d.id, m.contact_id FROM due d
	  JOIN sim.membership m ON m.group_id = ANY (d.group_ids)),
fit AS (
	SELECT w.start_id, w.contact_id, d.flow_id, d.params
	  FROM who w
	  JOIN due d ON d.id = w.start_id
	  JOIN sim.flow f ON f.id = d.flow_id AND NOT f.archived
	  JOIN sim.contact c ON c.id = w.contact_id AND c.status = 'active' AND NOT c.deleted
	 WHERE NOT d.ignored
	   AND (NOT d.exclude_active OR NOT EXISTS (SELECT FROM sim.run r
		WHERE r.contact_id = c.id AND r.waits_at IS NOT NULL))
	   AND (d.restart_participants OR NOT EXISTS (SELECT FROM sim.run r
		WHERE r.contact_id = c.id AND r.flow_id = d.flow_id))
	   AND (d.index_lag_ms = 0
		OR (d.restart_participants AND NOT d.exclude_active AND d.group_ids = '{}')
		OR c.created_on < :'moment'::timestamptz - sim.ms(d.index_lag_ms))),
made AS (
	INSERT INTO sim.sprint (kind, contact_id, flow_id, run_uuid, start_id, params, at, due_at)
	SELECT 'start', contact_id, flow_id, gen_random_uuid(), start_id, params, :'moment',
	       :'moment'
	  FROM fit ORDER BY start_id, contact_id
	RETURNING start_id),
begun AS (
	UPDATE sim.start s
	   SET status = 'starting', modified_on = :'moment',
	       total = (SELECT count(*) FROM made m WHERE m.start_id = s.id)
	  FROM due d WHERE d.id = s.id
	RETURNING s.id)
SELECT count(*) FROM begun;
