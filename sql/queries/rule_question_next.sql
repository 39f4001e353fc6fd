-- The question that has waited longest, and that no other evaluator has in hand.
-- in:
-- out: many patient_id int8, asked_by int8, asked int4
SELECT patient_id, asked_by, asked FROM rule_question
 WHERE answered < asked ORDER BY asked_at, patient_id LIMIT 1 FOR UPDATE SKIP LOCKED;
