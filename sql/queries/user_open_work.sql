-- How many open tasks a user has, for the administrator.
-- in:  id int8
-- out: one tasks int8
SELECT user_open_work(:id);
