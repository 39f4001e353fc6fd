-- An answer was taken back: the thread waits again for what it had waited for.
-- in:  thread_id int8
-- out: none
WITH answered AS (
	SELECT greatest((SELECT max(id) FROM message
	                  WHERE thread_id = :thread_id AND direction = 'out' AND author_id IS NOT NULL
	                    AND state <> 'cancelled'),
	                (SELECT max(about_id) FROM thread_event
	                  WHERE thread_id = :thread_id AND what = 'closed')) AS id
), waiting AS (
	SELECT min(m.at) AS since, max(m.urgency) AS urgency
	  FROM message m, answered a
	 WHERE m.thread_id = :thread_id AND m.direction = 'in' AND m.id > coalesce(a.id, 0)
	   AND m.reads NOT IN ('fine', 'courtesy', 'stop', 'start')
), latest AS (
	SELECT id, at, direction, body FROM message
	 WHERE thread_id = :thread_id AND state <> 'cancelled' ORDER BY kind = 'checkin', at DESC, id DESC LIMIT 1
)
UPDATE thread t
   SET state = CASE WHEN w.since IS NULL THEN 'quiet' ELSE 'waiting' END,
       waiting_since = w.since, urgency = coalesce(w.urgency, 0),
       last_at = l.at, last_message_id = l.id, last_direction = l.direction, last_words = left(l.body, 160)
  FROM waiting w LEFT JOIN latest l ON true
 WHERE t.id = :thread_id;
