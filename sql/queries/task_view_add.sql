-- Keep a filter under a name; not more than so many of somebody, and not two of one name.
-- in:  user_id int8, place_id int8?, name text, due text, who text, kind text, q text, now timestamptz, most int4
-- out: one id int8
INSERT INTO task_view (user_id, place_id, name, due, who, kind, q, created_at)
SELECT :user_id, :place_id, :'name', :'due', :'who', :'kind', :'q', :'now'
 WHERE (SELECT count(*) FROM task_view WHERE user_id = :user_id) < :most
ON CONFLICT (user_id, name) DO NOTHING
RETURNING id;
