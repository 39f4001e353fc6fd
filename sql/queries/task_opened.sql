-- Note that a user has opened a task that is to be done.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: none
INSERT INTO task_presence (task_id, user_id, place_id, seen_at)
SELECT id, :user_id, place_id, :'now' FROM task WHERE id = :task_id AND open
ON CONFLICT (task_id, user_id) DO UPDATE SET seen_at = excluded.seen_at, place_id = excluded.place_id;
