-- What somebody still has to do about a patient's wound, whatever he wants to be written.
-- in:  patient_id int8
-- out: many task_id int8, kind text
SELECT id, kind FROM task
 WHERE patient_id = :patient_id AND open AND kind IN ('problem', 'escalation')
   AND NOT EXISTS (SELECT FROM patient WHERE id = :patient_id AND died_on IS NOT NULL)
 ORDER BY id;
