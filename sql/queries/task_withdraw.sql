-- What followed from an outcome is not wanted when that is taken back; the same cause may make it again.
-- in:  task_id int8, user_id int8, reason text, now timestamptz
-- out: none
UPDATE task
   SET status = 'cancelled', closed_at = :'now', closed_by = :user_id, outcome = 'needless', outcome_note = :'reason',
       source = source || ':' || id, version = version + 1, event = 'needless', event_note = :'reason'
 WHERE id = :task_id AND open;
