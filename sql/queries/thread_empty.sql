-- A number's conversation went to a patient: nothing waits in it any more.  The tasks that asked whose it was.
-- in:  thread_id int8
-- out: many task_id int8
WITH quiet AS (
	UPDATE thread SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0, failed = false
	 WHERE id = :thread_id
	RETURNING id
)
SELECT t.id FROM quiet JOIN task t ON t.thread_id = quiet.id AND t.patient_id IS NULL AND t.kind IN ('who', 'call') AND t.open
 ORDER BY t.id;
