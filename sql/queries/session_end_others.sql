-- End every session of a user except this one.
-- in:  user_id int8, token_hash text
-- out: none
DELETE FROM session WHERE user_id = :user_id AND token_hash <> :'token_hash';
