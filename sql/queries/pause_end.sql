-- The pause of a patient is over; no row if there is none.
-- in:  patient_id int8
-- out: many id int8
UPDATE enrolment SET paused_until = NULL, pause_reason = '', paused_by = NULL
 WHERE patient_id = :patient_id AND paused_until IS NOT NULL
RETURNING id;
