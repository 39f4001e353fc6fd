-- A sign of life, through any channel.
-- in:  patient_id int8, at timestamptz
-- out: none
UPDATE enrolment SET last_sign_at = greatest(last_sign_at, :'at')
 WHERE patient_id = :patient_id AND (state = 'active' OR ended_at > :'at'::timestamptz - interval '30 days'
	   OR id IN (SELECT l.enrolment_id FROM lost l WHERE l.patient_id = :patient_id AND l.ended_at IS NULL));
