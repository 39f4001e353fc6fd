-- The colleague whose number this is.
-- in:  phone_id int8
-- out: one user_id int8?
SELECT phone_staff(:phone_id);
