-- Keep a filter of the queue under a name; the database holds how many somebody can have, and there are not two of one name.
-- in:  user_id int8, name text, state text, severity text, clock text, who text, only_place int8?, now timestamptz
-- out: one id int8
INSERT INTO case_view (user_id, name, state, severity, clock, who, only_place, created_at)
VALUES (:user_id, :'name', :'state', :'severity', :'clock', :'who', :only_place, :'now')
ON CONFLICT (user_id, name) DO NOTHING
RETURNING id;
