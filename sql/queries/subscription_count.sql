-- How many a client has.
-- in:  user_id int8
-- out: one n int8
SELECT count(*) FROM subscription s WHERE s.user_id = :user_id;
