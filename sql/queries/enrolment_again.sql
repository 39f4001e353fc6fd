-- What a person has ended last goes on; no row if that is not how it ended.
-- in:  patient_id int8
-- out: many id int8
UPDATE enrolment SET state = 'active', end_how = '', end_reason = '', ended_by = NULL, ended_at = NULL
 WHERE patient_id = :patient_id AND latest AND state = 'stopped' AND end_how <> ''
   AND NOT EXISTS (SELECT FROM lost l WHERE l.patient_id = :patient_id AND l.ended_at IS NULL)
RETURNING id;
