-- A new user.
-- in:  username text, name text, role text, language text, password_hash text, now timestamptz
-- out: one id int8
INSERT INTO app_user (username, name, role, language, password_hash, created_at)
VALUES (:'username', :'name', :'role', :'language', :'password_hash', :'now')
RETURNING id;
