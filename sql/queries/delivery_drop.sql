-- A held text will not be sent; no row if somebody else has decided meanwhile.
-- in:  outbox_id int8, now timestamptz
-- out: many id int8
WITH gone AS (
	UPDATE outbox SET state = 'cancelled', reason = 'dropped', finished_at = :'now' WHERE id = :outbox_id AND state = 'held'
	RETURNING id
), shown AS (
	UPDATE message m SET state = 'cancelled', reason = 'dropped' FROM gone WHERE m.outbox_id = gone.id
	RETURNING m.id, m.thread_id
), thread_told AS (
	UPDATE thread t SET failed = false FROM shown WHERE t.id = shown.thread_id
)
SELECT id FROM shown;
