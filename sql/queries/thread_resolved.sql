-- A number's thread whose last unowned text found its owner: nothing waits there any more.
-- in:  thread_id int8, user_id int8, now timestamptz
-- out: none
WITH left_over AS (
	SELECT count(*) AS n FROM message WHERE thread_id = :thread_id AND direction = 'in' AND patient_id IS NULL
	   AND at >= (SELECT coalesce(waiting_since, '-infinity') FROM thread WHERE id = :thread_id)
), quiet AS (
	UPDATE thread SET state = 'quiet', waiting_since = NULL, urgency = 0
	  FROM left_over WHERE id = :thread_id AND left_over.n = 0
	RETURNING id
)
UPDATE task t
   SET status = 'completed', closed_at = :'now', closed_by = :user_id, outcome = 'attributed', version = version + 1
  FROM quiet
 WHERE t.thread_id = quiet.id AND t.kind = 'who' AND t.open;
