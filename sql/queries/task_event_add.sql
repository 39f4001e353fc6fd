-- One line of a task's trail.
-- in:  task_id int8, now timestamptz, user_id int8?, what text, note text
-- out: none
INSERT INTO task_event (task_id, place_id, at, user_id, what, note)
SELECT id, place_id, :'now', :user_id, :'what', :'note' FROM task WHERE id = :task_id;
