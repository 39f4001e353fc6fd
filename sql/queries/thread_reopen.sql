-- What somebody closed waits again, since when it had waited; what was closed without a wait, since now.
-- in:  thread_id int8, user_id int8, now timestamptz
-- out: one id int8
WITH last AS (
	SELECT about_id, was_since, was_urgency FROM thread_event WHERE thread_id = :thread_id AND what = 'closed' ORDER BY id DESC LIMIT 1
), opened AS (
	UPDATE thread t SET state = 'waiting', waiting_since = coalesce(last.was_since, :'now'),
	       urgency = greatest(1, coalesce(last.was_urgency, 0))
	  FROM last WHERE t.id = :thread_id AND t.state = 'closed' AND t.ended_at IS NULL
	RETURNING t.id, t.place_id, last.about_id
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id)
SELECT id, place_id, :'now', :user_id, 'reopened', about_id FROM opened
RETURNING thread_id;
