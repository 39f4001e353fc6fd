-- Nobody has to look before a moment; where a possible problem waits, that moment is not far away.  After an answer in the
-- same press it comes back as urgent as it was before that.
-- in:  thread_id int8, until timestamptz, longest timestamptz, reason text, user_id int8, urgency int4, now timestamptz
-- out: one id int8
WITH off AS (
	UPDATE thread
	   SET snoozed_since = CASE WHEN state = 'snoozed' THEN snoozed_since ELSE waiting_since END, snoozed_until = :'until',
	       snooze_reason = left(:'reason', 200), snoozed_by = :user_id, state = 'snoozed', waiting_since = NULL,
	       urgency = greatest(urgency, :urgency)
	 WHERE id = :thread_id AND ended_at IS NULL AND (greatest(urgency, :urgency) < 2 OR :'until' <= :'longest'::timestamptz)
	RETURNING id, place_id
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id, note)
SELECT id, place_id, :'now', :user_id, 'snoozed', (extract(epoch FROM :'until'::timestamptz) * 1000000)::int8, left(:'reason', 200)
  FROM off
RETURNING thread_id;
