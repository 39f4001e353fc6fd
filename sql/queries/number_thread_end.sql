-- What was said with a number while it was somebody else's is over, unless others of whatever facility still have it; whoever has it
-- now begins anew.  The tasks that it left.
-- in:  phone_id int8, now timestamptz
-- out: many task_id int8
WITH over AS (
	UPDATE thread SET ended_at = :'now', kind = 'unknown', state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0, failed = false
	 WHERE phone_id = :phone_id AND patient_id IS NULL AND ended_at IS NULL
	   AND phone_users(:phone_id) = 0
	RETURNING id
)
SELECT t.id FROM over JOIN task t ON t.thread_id = over.id AND t.patient_id IS NULL AND t.kind IN ('who', 'call') AND t.open
 ORDER BY t.id;
