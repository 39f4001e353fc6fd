-- Another password.
-- in:  id int8, password_hash text
-- out: one id int8
UPDATE app_user SET password_hash = :'password_hash', version = version + 1 WHERE id = :id
RETURNING id;
