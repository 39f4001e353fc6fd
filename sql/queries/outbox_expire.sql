-- What is too late to be sent is not sent, and says so.
-- in:  now timestamptz
-- out: none
WITH late AS (
	SELECT id FROM outbox WHERE state = 'ready' AND good_until < :'now' AND run_at <= :'now'
	 ORDER BY good_until LIMIT 2000 FOR UPDATE SKIP LOCKED
), dropped AS (
	UPDATE outbox o SET state = 'cancelled', finished_at = :'now', reason = 'too late'
	  FROM late WHERE o.id = late.id
	RETURNING o.id, o.sends
)
UPDATE message m SET state = 'failed',
       reason = CASE WHEN dropped.sends = 0 THEN 'It could not be sent in time, so it was not sent at all.'
                ELSE 'It was not seen to leave in time, and was not repeated.' END
  FROM dropped WHERE m.outbox_id = dropped.id AND m.rapidpro_id IS NULL AND m.state IN ('held', 'queued', 'sending', 'unsure');
