-- Broadcasts that are due to go out.
-- in:  moment timestamptz
-- out: many id int8
UPDATE sim.broadcast SET status = 'sent'
 WHERE id IN (SELECT id FROM sim.broadcast WHERE status = 'queued' AND due_at <= :'moment'
	ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED)
RETURNING id;
