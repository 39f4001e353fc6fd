-- What a task is from now on, in one step of its history.
-- in:  task_id int8, status text, reason text, owner_id int8?, priority int4, performer text, words text, starts_at timestamptz,
--      due_at timestamptz, wakes_at timestamptz?, user_id int8
-- out: none
UPDATE task
   SET status = :'status', status_reason = nullif(:'reason', ''), owner_id = :owner_id, priority = :priority, performer = :'performer', words = :'words',
       starts_at = :'starts_at', due_at = :'due_at', wakes_at = :'wakes_at', version = version + 1,
       closed_by = CASE WHEN :'status' IN ('completed', 'cancelled', 'failed', 'rejected', 'entered-in-error') THEN :user_id END
 WHERE id = :task_id;
