-- Close what became needless by itself, and say why.
-- in:  patient_id int8, kind text, reason text, user_id int8?, now timestamptz
-- out: none
UPDATE task
   SET status = 'cancelled', closed_at = :'now', closed_by = :user_id, outcome = 'needless', outcome_note = :'reason',
       version = version + 1, event = 'needless', event_note = :'reason'
 WHERE patient_id = :patient_id AND kind = :'kind' AND open;
