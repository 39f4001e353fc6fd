-- How many patients of other facilities use this phone.
-- in:  e164 text
-- out: one patients int8
SELECT phone_used_elsewhere(:'e164');
