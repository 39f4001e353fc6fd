-- What a conversation shows and waits for, without a text that has gone from it.
-- in:  thread_id int8, message_id int8
-- out: none
WITH latest AS (
	SELECT m.id, m.at, m.body, m.direction FROM message m
	 WHERE m.thread_id = :thread_id AND m.id <> :message_id AND m.state <> 'cancelled'
	 ORDER BY m.at DESC, m.id DESC LIMIT 1
), waits AS (
	SELECT min(m.at) AS since, max(m.urgency) AS urgency FROM message m
	 WHERE m.thread_id = :thread_id AND m.id <> :message_id AND m.direction = 'in' AND m.reads IN ('words', 'problem')
	   AND m.id > coalesce((SELECT thread_done_until(:thread_id)), 0)
)
UPDATE thread t
   SET last_at = l.at, last_message_id = l.id, last_words = coalesce(left(l.body, 160), ''), last_direction = coalesce(l.direction, ''),
       state = CASE WHEN t.state = 'waiting' AND w.since IS NULL THEN 'quiet' ELSE t.state END,
       waiting_since = CASE WHEN t.state = 'waiting' THEN w.since END,
       urgency = CASE WHEN t.state = 'waiting' THEN coalesce(w.urgency, 0) ELSE t.urgency END
  FROM waits w LEFT JOIN latest l ON true
 WHERE t.id = :thread_id;
