-- Nobody looks for him any more.
-- in:  patient_id int8, user_id int8, now timestamptz, note text
-- out: none
UPDATE task
   SET status = 'cancelled', closed_at = :'now', closed_by = :user_id, outcome = 'lost', outcome_note = :'note',
       version = version + 1, event = 'lost', event_note = :'note'
 WHERE patient_id = :patient_id AND kind = 'trace' AND open;
