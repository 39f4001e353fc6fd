-- It is not wanted any more, says who asked for it.
-- in:  task_id int8, status text, reason text, user_id int8
-- out: none
UPDATE task SET status = :'status', status_reason = nullif(:'reason', ''), closed_by = :user_id, version = version + 1, event = 'unwanted',
       event_note = :'reason'
 WHERE id = :task_id;
