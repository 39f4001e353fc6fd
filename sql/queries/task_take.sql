-- Take a task that is open and nobody else's; what is the line of its trail.
-- in:  task_id int8, user_id int8, what text, now timestamptz
-- out: one id int8
UPDATE task
   SET owner_id = :user_id,
       status = CASE status WHEN 'requested' THEN 'accepted' WHEN 'received' THEN 'accepted' WHEN 'ready' THEN 'in-progress'
                ELSE status END,
       started_at = coalesce(started_at, :'now'), version = version + 1,
       event = CASE WHEN owner_id IS NULL THEN :'what' END
 WHERE id = :task_id AND open AND (owner_id IS NULL OR owner_id = :user_id)
RETURNING id;
