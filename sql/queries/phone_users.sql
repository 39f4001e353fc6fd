-- How many clients have a number, of whatever facility.
-- in:  phone_id int8
-- out: one patients int8
SELECT phone_users(:phone_id);
