-- A person ends the follow-up of a patient before its last day; no row if there is none to end.
-- in:  patient_id int8, how text, reason text, user_id int8, now timestamptz
-- out: many id int8
UPDATE enrolment SET state = 'stopped', end_how = :'how', end_reason = :'reason', ended_by = :user_id, ended_at = :'now'
 WHERE patient_id = :patient_id AND state = 'active'
RETURNING id;
