-- A danger: whatever is put off of this patient, or of this number, waits again.
-- in:  patient_id int8?, thread_id int8?, urgency int4, now timestamptz
-- out: none
WITH woken AS (
	UPDATE thread
	   SET state = 'waiting', waiting_since = coalesce(snoozed_since, :'now'), snoozed_until = NULL,
	       urgency = greatest(urgency, :urgency, 1)
	 WHERE (patient_id = :patient_id OR id = :thread_id) AND state = 'snoozed' AND ended_at IS NULL
	RETURNING id, place_id
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
SELECT id, place_id, :'now', NULL, 'woken', 'danger' FROM woken;
