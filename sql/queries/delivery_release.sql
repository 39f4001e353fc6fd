-- A held text is let go, as the same intent, to the number he has now; no row if somebody else has decided meanwhile.
-- in:  outbox_id int8, phone_id int8, priority int4, run_at timestamptz
-- out: many id int8
WITH gone AS (
	UPDATE outbox o SET state = 'ready', reason = '', held_at = NULL, phone_id = :phone_id, priority = :priority,
	       run_at = :'run_at', released_at = :'run_at'
	 WHERE o.id = :outbox_id AND o.state = 'held'
	RETURNING o.id
), shown AS (
	UPDATE message m SET state = 'held', reason = '', phone_id = :phone_id, set_aside_at = NULL
	  FROM gone WHERE m.outbox_id = gone.id
	RETURNING m.id, m.thread_id
), thread_told AS (
	UPDATE thread t SET failed = false FROM shown WHERE t.id = shown.thread_id
)
SELECT id FROM shown;
