-- What became of a handshake, and why it was not greeted back, by whoever has its lease alone: a row if it was ours.
-- in:  id int8, worker uuid, attempt int4, words text, now timestamptz
-- out: one subscription_id int8
WITH mine AS (
	UPDATE subscription_event SET state = 'done', owner = NULL, lease_until = NULL, finished_at = :'now'
	 WHERE id = :id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
	RETURNING id, subscription_id
), heard AS (
	UPDATE subscription_attempt a SET answered_at = :'now', words = left(:'words', 300), outcome = CASE :'words' WHEN '' THEN 0 ELSE 8 END
	  FROM mine WHERE a.event_id = mine.id AND a.attempt = :attempt
)
SELECT subscription_id FROM mine;
