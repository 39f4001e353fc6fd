-- Keep a filter under a name; the database holds how many somebody can have, and there are not two of one name.
-- in:  user_id int8, place_id int8?, name text, due text, who text, kind text, q text, only_place int8?, now timestamptz
-- out: one id int8
INSERT INTO task_view (user_id, place_id, name, due, who, kind, q, only_place, created_at)
VALUES (:user_id, :place_id, :'name', :'due', :'who', :'kind', :'q', :only_place, :'now')
ON CONFLICT (user_id, name) DO NOTHING
RETURNING id;
