-- Somebody is told, once a step.
-- in:  task_id int8, clock text, place_id int8?, due timestamptz, step int4, user_id int8?, why text, now timestamptz
-- out: many id int8
INSERT INTO case_notice (task_id, clock, place_id, due, step, user_id, why, at)
VALUES (:task_id, :'clock', :place_id, :'due', :step, :user_id, :'why', :'now')
    ON CONFLICT DO NOTHING
RETURNING id;
