-- One attempt to find a silent man.
-- in:  task_id int8, now timestamptz, user_id int8, method text, result text, note text
-- out: none
INSERT INTO trace_attempt (place_id, patient_id, task_id, at, user_id, method, result, note)
SELECT place_id, patient_id, id, :'now', :user_id, :'method', :'result', :'note'
  FROM task WHERE id = :task_id AND patient_id IS NOT NULL;
