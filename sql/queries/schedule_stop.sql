-- Send nothing more of a patient's schedule, and keep the reason.
-- in:  patient_id int8, reason text
-- out: none
UPDATE reminder SET state = 'skipped', reason = :'reason'
 WHERE patient_id = :patient_id AND state = 'planned';
