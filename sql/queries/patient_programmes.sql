-- The programmes that a patient is in, and which of them may not write to him.
-- in:  patient_id int8
-- out: many enrolment_id int8, workflow text, stopped bool
SELECT e.id, e.workflow, EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL)
  FROM enrolment e WHERE e.patient_id = :patient_id AND e.state = 'active'
 ORDER BY e.id;
