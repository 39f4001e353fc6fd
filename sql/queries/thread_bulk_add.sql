-- Keep which conversations were closed at once.
-- in:  user_id int8, now timestamptz, ids int8[], asked int4
-- out: one id int8
INSERT INTO thread_bulk (user_id, at, ids, asked) VALUES (:user_id, :'now', :'ids', :asked)
RETURNING id;
