-- A patient begins a workflow; consent is dated in the facility's time zone.
-- in:  patient_id int8, workflow text, workflow_version text, anchor_date date, method text,
--      consent_date date, consent_by int8, guardian_consent bool, now timestamptz
-- out: one id int8
INSERT INTO enrolment (patient_id, place_id, workflow, workflow_version, anchor_date, method, consent_at,
       consent_by, guardian_consent, created_at)
SELECT p.id, p.place_id, :'workflow', :'workflow_version', :'anchor_date', :'method',
       least(local_moment(:'consent_date', '12:00', pl.zone), :'now'), :consent_by, :guardian_consent, :'now'
  FROM patient p JOIN place pl ON pl.id = p.place_id
 WHERE p.id = :patient_id
RETURNING id;
