-- What others call a task.
-- in:  task_id int8, place_id int8?, systems text[], values text[]
-- out: none
INSERT INTO task_identifier (task_id, n, place_id, system, value)
SELECT :task_id, a.n, :place_id, a.system, a.value FROM unnest(:'systems'::text[], :'values'::text[]) WITH ORDINALITY a (system, value, n);
