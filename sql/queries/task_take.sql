-- Take a task that is open and nobody else's.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: one id int8
UPDATE task
   SET owner_id = :user_id, status = CASE status WHEN 'requested' THEN 'accepted' ELSE status END,
       started_at = coalesce(started_at, :'now'), version = version + 1
 WHERE id = :task_id AND open AND (owner_id IS NULL OR owner_id = :user_id)
RETURNING id;
