-- Whoever finishes a task has begun it: from where it cannot be finished it comes to where it can.
-- in:  task_id int8, user_id int8
-- out: none
UPDATE task
   SET owner_id = coalesce(owner_id, :user_id),
       status = CASE status WHEN 'draft' THEN 'ready' WHEN 'on-hold' THEN 'in-progress' ELSE 'accepted' END,
       event = CASE WHEN owner_id IS NULL THEN 'taken' ELSE 'resumed' END
 WHERE id = :task_id AND status IN ('draft', 'requested', 'received', 'on-hold');
