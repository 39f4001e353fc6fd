-- A text that waited does not leave; no row if it has left, or was taken back.
-- in:  outbox_id int8, why text, now timestamptz
-- out: many id int8
WITH gone AS (
	UPDATE outbox SET state = 'cancelled', reason = :'why', finished_at = :'now'
	 WHERE id = :outbox_id AND state = 'ready' AND priority = 20
	RETURNING id
)
UPDATE message m SET state = 'cancelled', reason = :'why' FROM gone WHERE m.outbox_id = gone.id RETURNING m.id;
