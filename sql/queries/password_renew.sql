-- The same password, hashed as it is today; nothing where it has been changed meanwhile.
-- in:  user_id int8, was text, becomes text
-- out: none
SELECT password_renew(:user_id, :'was', :'becomes');
