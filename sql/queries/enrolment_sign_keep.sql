-- Which task is going to be a sign of life, and the sign before it: for taking it back.
-- in:  patient_id int8, task_id int8, at timestamptz
-- out: none
WITH his AS (
	SELECT id, last_sign_at FROM enrolment
	 WHERE patient_id = :patient_id AND (state = 'active' OR ended_at > :'at'::timestamptz - interval '30 days'
	   OR id IN (SELECT l.enrolment_id FROM lost l WHERE l.patient_id = :patient_id AND l.ended_at IS NULL))
	   AND (last_sign_at IS NULL OR last_sign_at < :'at') ORDER BY id FOR UPDATE
)
INSERT INTO enrolment_sign (task_id, enrolment_id, at, before) SELECT :task_id, id, :'at', last_sign_at FROM his;
