-- Webhooks that go out on their own now.
-- in:  moment timestamptz
-- out: many call jsonb
DELETE FROM sim.stray
 WHERE id IN (SELECT id FROM sim.stray WHERE due_at <= :'moment'
	ORDER BY due_at, id LIMIT 20 FOR UPDATE SKIP LOCKED)
RETURNING call;
