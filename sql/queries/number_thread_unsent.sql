-- What has not left for a number whose conversation has just ended does not leave.
-- in:  phone_id int8, reason text, now timestamptz
-- out: many message_id int8, thread_id int8, author_id int8?
WITH waiting AS (
	SELECT o.id, m.id AS message_id
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id AND m.direction = 'out' AND m.state IN ('held', 'queued')
	  JOIN outbox o ON o.id = m.outbox_id AND o.kind = 'text' AND o.state IN ('ready', 'held')
	 WHERE t.phone_id = :phone_id AND t.patient_id IS NULL AND t.ended_at = :'now'
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = :'reason', finished_at = :'now' FROM waiting w WHERE o.id = w.id
)
UPDATE message m SET state = 'cancelled', reason = :'reason' FROM waiting w WHERE m.id = w.message_id
RETURNING m.id, m.thread_id, m.author_id;
