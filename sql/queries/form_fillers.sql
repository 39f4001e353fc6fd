-- Who else is filling in something about this task just now, the latest first.
-- in:  task_id int8, now timestamptz
-- out: many name text, started_at timestamptz
SELECT name, started_at FROM form_fillers(:task_id, :'now');
