-- Send nothing more of a patient's schedule, and keep the reason.
-- in:  patient_id int8, reason text
-- out: none
UPDATE reminder r SET state = 'skipped', reason = :'reason'
  FROM enrolment e
 WHERE e.patient_id = :patient_id AND r.enrolment_id = e.id AND r.state IN ('planned', 'late', 'held');
