-- Keep what a user has typed so far, unless its form has been sent meanwhile.
-- in:  user_id int8, thread_id int8, body text, now timestamptz, once uuid?
-- out: none
WITH kept AS (
	INSERT INTO draft (user_id, thread_id, body, saved_at)
	SELECT :user_id, :thread_id, :'body', :'now'
	 WHERE NOT EXISTS (SELECT FROM once WHERE key = :'once')
	ON CONFLICT (user_id, thread_id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at
	RETURNING thread_id
)
INSERT INTO presence (user_id, thread_id, seen_at, writing_at)
SELECT :user_id, thread_id, :'now', :'now' FROM kept
ON CONFLICT (user_id, thread_id) DO UPDATE SET seen_at = excluded.seen_at, writing_at = excluded.writing_at;
