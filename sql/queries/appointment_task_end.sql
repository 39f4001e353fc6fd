-- What was to be done about an appointment has become needless by itself.
-- in:  task_id int8, reason text, now timestamptz
-- out: none
UPDATE task
   SET status = 'cancelled', closed_at = :'now', closed_by = NULL, outcome = 'needless', outcome_note = :'reason',
       version = version + 1, event = 'needless', event_note = :'reason'
 WHERE id = :task_id AND open;
