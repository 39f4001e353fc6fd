-- The version of a programme's schedule that holds now; none: the pack's own.
-- in:  workflow text
-- out: many id int8, number int4, plan text
SELECT id, number, plan::text FROM schedule_version
 WHERE workflow = :'workflow' AND published_at IS NOT NULL ORDER BY number DESC LIMIT 1;
