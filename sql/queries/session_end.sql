-- End one session of a user.
-- in:  user_id int8, token_hash text
-- out: many user_id int8
DELETE FROM session WHERE user_id = :user_id AND token_hash = :'token_hash' RETURNING user_id;
