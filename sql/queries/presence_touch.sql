-- Note that a user looks at a conversation; what had been seen before comes back.
-- in:  user_id int8, thread_id int8, now timestamptz, newest int8
-- out: one seen_before int8
WITH was AS (
	SELECT last_seen_message FROM presence WHERE user_id = :user_id AND thread_id = :thread_id
), touched AS (
	INSERT INTO presence (user_id, thread_id, seen_at, last_seen_message)
	VALUES (:user_id, :thread_id, :'now', :newest)
	ON CONFLICT (user_id, thread_id) DO UPDATE
	SET seen_at = excluded.seen_at,
	    last_seen_message = greatest(presence.last_seen_message, excluded.last_seen_message)
)
SELECT coalesce((SELECT last_seen_message FROM was), :newest);
