-- He wants the texts again: what is still ahead is planned again.
-- in:  patient_id int8, now timestamptz
-- out: none
WITH who AS (
	UPDATE patient SET opted_out_at = NULL, opted_out_how = '', version = version + 1
	 WHERE id = :patient_id AND opted_out_at IS NOT NULL
	RETURNING id
), latest AS (
	SELECT DISTINCT ON (e.patient_id) e.id FROM enrolment e JOIN who ON e.patient_id = who.id
	 WHERE e.state = 'stopped'
	   AND EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = e.id AND r.due_at > :'now')
	 ORDER BY e.patient_id, e.created_at DESC
), active AS (
	UPDATE enrolment e SET state = 'active', ended_at = NULL, end_reason = ''
	  FROM latest WHERE e.id = latest.id
	RETURNING e.id
)
UPDATE reminder r SET state = 'planned', reason = ''
  FROM active WHERE r.enrolment_id = active.id AND r.state = 'skipped' AND r.reason = 'opted out' AND r.due_at > :'now';
