-- Close what became needless by itself, and say why.
-- in:  patient_id int8, kind text, reason text, now timestamptz
-- out: none
WITH closed AS (
	UPDATE task
	   SET status = 'cancelled', closed_at = :'now', outcome = 'needless', outcome_note = :'reason',
	       version = version + 1
	 WHERE patient_id = :patient_id AND kind = :'kind' AND open
	RETURNING id, place_id
)
INSERT INTO task_event (task_id, place_id, at, what, note)
SELECT id, place_id, :'now', 'needless', :'reason' FROM closed;
