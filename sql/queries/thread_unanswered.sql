-- An answer was taken back: the thread waits again for what it had waited for.  What went to several answered nobody; and
-- one that is over waits for nothing.
-- in:  thread_id int8
-- out: none
WITH answered AS (
	SELECT thread_done_until(:thread_id) AS id, thread_closed_until(:thread_id) AS closed
), waiting AS (
	SELECT min(m.at) AS since, max(m.urgency) AS urgency
	  FROM message m, answered a
	 WHERE m.thread_id = :thread_id AND m.direction = 'in' AND m.id > coalesce(a.id, 0)
	   AND (SELECT ended_at IS NULL FROM thread WHERE id = :thread_id)
	   AND m.reads NOT IN ('fine', 'courtesy', 'stop', 'start')
), latest AS (
	SELECT id, at, direction, body FROM message
	 WHERE thread_id = :thread_id AND state <> 'cancelled' ORDER BY kind = 'checkin', at DESC, id DESC LIMIT 1
)
UPDATE thread t
   SET state = CASE WHEN w.since IS NOT NULL THEN 'waiting' WHEN answered.id = answered.closed THEN 'closed' ELSE 'quiet' END,
       snoozed_until = NULL,
       waiting_since = w.since, urgency = coalesce(w.urgency, 0),
       last_at = l.at, last_message_id = l.id, last_direction = coalesce(l.direction, ''),
       last_words = coalesce(left(l.body, 160), '')
  FROM waiting w CROSS JOIN answered LEFT JOIN latest l ON true
 WHERE t.id = :thread_id;
