-- End the follow-up of a patient; no row if there is none to end.
-- in:  patient_id int8, state text, reason text, now timestamptz
-- out: many id int8
UPDATE enrolment SET state = :'state', end_reason = :'reason', ended_at = :'now'
 WHERE patient_id = :patient_id AND state = 'active'
RETURNING id;
