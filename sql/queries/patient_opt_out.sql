-- No more automatic texts to him: the schedule stops, open cases stay.
-- in:  patient_id int8, now timestamptz, how text, reason text
-- out: none
WITH who AS (
	UPDATE patient SET opted_out_at = :'now', opted_out_how = :'how', version = version + 1
	 WHERE id = :patient_id AND opted_out_at IS NULL
	RETURNING id
), stopped AS (
	UPDATE enrolment e SET state = 'stopped', ended_at = :'now', end_reason = :'reason'
	  FROM who WHERE e.patient_id = who.id AND e.state = 'active'
	RETURNING e.id
)
UPDATE reminder r SET state = 'skipped', reason = 'opted out'
  FROM stopped WHERE r.enrolment_id = stopped.id AND r.state = 'planned';
