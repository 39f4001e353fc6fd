-- Which steps are off now, and where.
-- in:  workflow text
-- out: many place_id int8, place_name text, step text
SELECT p.id, p.name, o.step FROM schedule_off o JOIN place p ON p.id = o.place_id
 WHERE o.workflow = :'workflow' AND o.on_at IS NULL ORDER BY p.name, o.step;
