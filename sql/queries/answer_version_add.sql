-- What a ready answer says from now on, once it is approved.
-- in:  answer_id int8, number int4, title text, day_from int4, day_to int4, sign text, now timestamptz, user_id int8?
-- out: one id int8
INSERT INTO answer_version (answer_id, number, title, day_from, day_to, sign, created_at, created_by)
VALUES (:answer_id, :number, :'title', :day_from, :day_to, :'sign', :'now', :user_id)
RETURNING id;
