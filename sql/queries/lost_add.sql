-- He is lost to follow-up: his follow-up has ended.  No row if he has none, or is lost already.
-- in:  patient_id int8, user_id int8, reason text, note text, now timestamptz
-- out: one id int8
WITH his AS (
	SELECT e.* FROM enrolment e
	 WHERE e.patient_id = :patient_id AND e.latest
	   AND NOT EXISTS (SELECT FROM lost l WHERE l.patient_id = e.patient_id AND l.ended_at IS NULL)
	   FOR UPDATE
), ended AS (
	UPDATE enrolment e SET state = 'stopped', ended_at = :'now', end_reason = 'lost to follow-up' FROM his WHERE e.id = his.id
)
INSERT INTO lost (place_id, patient_id, enrolment_id, at, user_id, reason, note, was_state, was_ended_at, was_reason)
SELECT place_id, patient_id, id, :'now', :user_id, :'reason', :'note', state, ended_at, end_reason FROM his
RETURNING id;
