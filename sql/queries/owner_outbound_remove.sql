-- Nothing is told under this name any more; how many that waited were thrown away.
-- in:  name text
-- out: one waited int8
WITH gone AS (DELETE FROM outbound_push WHERE name = :'name' RETURNING id)
SELECT (SELECT count(*) FROM outbound_event e WHERE e.push_id = gone.id AND e.state IN ('ready', 'leased')) FROM gone;
