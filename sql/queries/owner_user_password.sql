-- A new password, by the system's owner: every session ends.
-- in:  username text, password_hash text
-- out: one id int8
WITH changed AS (
	UPDATE app_user SET password_hash = :'password_hash', version = version + 1
	 WHERE username = lower(:'username') RETURNING id
), ended AS (
	DELETE FROM session WHERE user_id IN (SELECT id FROM changed)
)
SELECT id FROM changed;
