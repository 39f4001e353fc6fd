-- Plan again what was skipped for this reason and is still to come, but for programmes whose messages he does not want.
-- in:  patient_id int8, reason text, now timestamptz
-- out: none
UPDATE reminder r SET state = 'planned', reason = ''
  FROM enrolment e
 WHERE e.patient_id = :patient_id AND r.state = 'skipped' AND r.reason = :'reason' AND r.due_at > :'now'
   AND r.enrolment_id = e.id AND e.state = 'active'
   AND NOT EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL);
