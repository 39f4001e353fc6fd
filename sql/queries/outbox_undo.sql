-- Take a held text back, if it has not left.
-- in:  message_id int8, author_id int8, now timestamptz
-- out: one body text, thread_id int8
WITH taken AS (
	UPDATE outbox o SET state = 'cancelled', finished_at = :'now', reason = 'undone'
	  FROM message m
	 WHERE m.id = :message_id AND m.author_id = :author_id AND o.id = m.outbox_id AND o.state = 'ready' AND o.kind = 'text'
	RETURNING o.id
)
UPDATE message m SET state = 'cancelled', reason = 'undone'
  FROM taken
 WHERE m.outbox_id = taken.id
RETURNING m.body, m.thread_id;
