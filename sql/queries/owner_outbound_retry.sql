-- What was given up of a push leaves again, at once, and what waits need not wait longer; it is on again.
-- in:  name text, now timestamptz
-- out: one n int8
WITH p AS (
	UPDATE outbound_push SET status = 'active', error = '', tries = 0, next_at = '-infinity' WHERE name = :'name' RETURNING id
), soon AS (
	UPDATE outbound_event e SET run_at = :'now' FROM p WHERE e.push_id = p.id AND e.state = 'ready' AND e.run_at > :'now'
)
SELECT outbound_again(NULL, p.id, :'now') FROM p;
