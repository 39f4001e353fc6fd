-- The version of a programme's schedule that holds now; none: the pack's own.
-- in:  workflow text
-- out: many id int8, number int4, plan text, per_day int4
SELECT id, number, plan::text, coalesce(per_day, 0) FROM schedule_version
 WHERE workflow = :'workflow' AND published_at IS NOT NULL ORDER BY number DESC LIMIT 1;
