-- What was heard of him at that moment was another's, or is taken back: he is lost as before.
-- in:  patient_id int8, at timestamptz, now timestamptz
-- out: many enrolment_id int8
WITH his AS (
	UPDATE lost l SET ended_at = NULL, ended_by = NULL, ended_how = '', heard = ''
	 WHERE l.patient_id = :patient_id AND l.ended_how = 'heard' AND l.ended_at = :'at'
	   AND NOT EXISTS (SELECT FROM lost o WHERE o.patient_id = l.patient_id AND o.ended_at IS NULL)
	RETURNING l.*
)
UPDATE enrolment e SET state = 'stopped', ended_at = :'now', end_reason = 'lost to follow-up'
  FROM his WHERE e.id = his.enrolment_id
RETURNING e.id;
