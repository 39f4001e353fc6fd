-- What the evaluator has said.
-- in:  patient_id int8, asked_by int8, asked int4, now timestamptz, answer text
-- out: none
UPDATE rule_question SET answered = :asked, answered_at = :'now', answer = :'answer'::jsonb
 WHERE patient_id = :patient_id AND asked_by = :asked_by;
