-- He is not lost any more, and his follow-up is what it was; no row if he was not lost.
-- in:  patient_id int8, now timestamptz, user_id int8?, how text, heard text
-- out: one id int8, enrolment_id int8, at timestamptz
WITH his AS (
	SELECT l.*, CASE WHEN l.was_state = 'active' AND EXISTS (SELECT FROM enrolment o
	           WHERE o.patient_id = l.patient_id AND o.state = 'active') THEN 'finished' ELSE l.was_state END AS state
	  FROM lost l WHERE l.patient_id = :patient_id AND l.ended_at IS NULL FOR UPDATE
), back AS (
	UPDATE enrolment e
	   SET state = his.state, ended_at = CASE WHEN his.state = his.was_state THEN his.was_ended_at ELSE e.ended_at END,
	       end_reason = his.was_reason
	  FROM his WHERE e.id = his.enrolment_id
)
UPDATE lost l SET ended_at = :'now', ended_by = :user_id, ended_how = :'how', heard = :'heard'
  FROM his WHERE l.id = his.id
RETURNING l.id, l.enrolment_id, l.at;
