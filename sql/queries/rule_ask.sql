-- Why a patient has a task by the rules, or has none: asked, unless it is asked already.
-- in:  patient_id int8, now timestamptz
-- out: none
INSERT INTO rule_question AS q (patient_id, place_id, asked_by, asked_at)
SELECT id, place_id, my_id(), :'now' FROM patient WHERE id = :patient_id
    ON CONFLICT (patient_id, asked_by) DO UPDATE SET asked = q.asked + 1, asked_at = excluded.asked_at
 WHERE q.answered >= q.asked;
