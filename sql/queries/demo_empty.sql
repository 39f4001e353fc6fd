-- Whether nothing has been entered yet.
-- in:
-- out: one empty bool
SELECT NOT EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM app_user);
