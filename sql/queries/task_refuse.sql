-- What was brought from outside cannot be done here: the table of states says which word that is.
-- in:  task_id int8, user_id int8, reason text
-- out: one id int8
UPDATE task
   SET status = CASE WHEN status IN ('requested', 'received', 'accepted') THEN 'rejected' WHEN status = 'in-progress' THEN 'failed' ELSE 'cancelled' END,
       status_reason = :'reason', closed_by = :user_id, version = version + 1, event = 'refused', event_note = :'reason'
 WHERE id = :task_id AND open AND kind = 'free' AND created_by IN (SELECT id FROM app_user WHERE machine)
RETURNING id;
