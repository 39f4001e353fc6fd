-- No answer is needed: nobody waits any more.  What it was is kept beside the line that says so; of what an answer in the
-- same press has calmed, urgency is what it was before that.
-- in:  thread_id int8, last_seen int8, user_id int8, urgency int4, now timestamptz
-- out: none
WITH was AS (
	SELECT id, place_id, CASE WHEN state = 'snoozed' THEN snoozed_since ELSE waiting_since END AS since,
	       greatest(urgency, :urgency) AS urgency
	  FROM thread WHERE id = :thread_id
), said AS (
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id, was_since, was_urgency)
	SELECT id, place_id, :'now', :user_id, 'closed', :last_seen, since, urgency FROM was
)
UPDATE thread SET state = 'closed', waiting_since = NULL, snoozed_until = NULL, urgency = 0 WHERE id = :thread_id;
