-- A number's conversation went to a patient: nothing waits in it any more.
-- in:  thread_id int8, now timestamptz, user_id int8
-- out: none
WITH quiet AS (
	UPDATE thread SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0, failed = false
	 WHERE id = :thread_id
	RETURNING id
)
UPDATE task t
   SET status = 'completed', closed_at = :'now', closed_by = :user_id, outcome = 'attributed', version = version + 1
  FROM quiet
 WHERE t.thread_id = quiet.id AND t.patient_id IS NULL AND t.kind = 'who' AND t.open;
