-- The password hash of an active account.
-- in:  username text
-- out: one id int8, password_hash text
SELECT id, password_hash FROM sign_in_lookup(:'username');
