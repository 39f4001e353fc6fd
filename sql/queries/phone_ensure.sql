-- The one row of a phone number, made when nobody has it yet.
-- in:  e164 text
-- out: one id int8
SELECT phone_ensure(:'e164');
