-- Keep what was done to several tasks at once.
-- in:  user_id int8, now timestamptz, op text, ids int8[], asked int4
-- out: one id int8
INSERT INTO task_bulk (user_id, at, op, ids, asked) VALUES (:user_id, :'now', :'op', :'ids', :asked)
RETURNING id;
