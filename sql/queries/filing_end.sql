-- A text is not this patient's after all; what was true of him before it.
-- in:  message_id int8, patient_id int8, user_id int8, now timestamptz
-- out: one id int8, at timestamptz, was_sign timestamptz?
UPDATE filing SET ended_at = :'now', ended_by = :user_id
 WHERE message_id = :message_id AND patient_id = :patient_id AND ended_at IS NULL
RETURNING id, at, was_sign;
