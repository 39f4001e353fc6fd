-- What was let go or dropped is held as before, if it has not left.
-- in:  message_id int8, now timestamptz
-- out: many id int8
WITH back AS (
	UPDATE outbox o SET state = 'held', reason = 'too old', held_at = :'now', run_at = least(o.run_at, :'now'), finished_at = NULL
	  FROM message m
	 WHERE m.id = :message_id AND o.id = m.outbox_id AND m.rapidpro_id IS NULL
	   AND (o.state = 'ready' AND o.released_at IS NOT NULL OR o.state = 'cancelled' AND o.reason = 'dropped')
	RETURNING o.id
), shown AS (
	UPDATE message m SET state = 'held', reason = 'too old' FROM back WHERE m.outbox_id = back.id
	RETURNING m.id, m.thread_id
), thread_told AS (
	UPDATE thread t SET failed = true FROM shown WHERE t.id = shown.thread_id
)
SELECT id FROM shown;
