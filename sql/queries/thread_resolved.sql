-- A number's thread whose last unowned text found its owner: nothing waits there any more.  The tasks that asked whose it was, or for a
-- call: that is his own by now.
-- in:  thread_id int8
-- out: many task_id int8
WITH left_over AS (
	SELECT count(*) AS n FROM message WHERE thread_id = :thread_id AND direction = 'in' AND patient_id IS NULL
	   AND at >= (SELECT coalesce(waiting_since, '-infinity') FROM thread WHERE id = :thread_id)
), quiet AS (
	UPDATE thread SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0
	  FROM left_over WHERE id = :thread_id AND patient_id IS NULL AND left_over.n = 0
	RETURNING id
)
SELECT t.id FROM quiet JOIN task t ON t.thread_id = quiet.id AND (t.kind = 'who' OR t.kind = 'call' AND t.patient_id IS NULL)
   AND t.open
 ORDER BY t.id;
