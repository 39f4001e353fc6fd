-- How somebody is told of a case: in which language, and by SMS to which number ("": not so).
-- in:  user_id int8
-- out: one language text, mobile text
SELECT language, CASE WHEN texts THEN mobile ELSE '' END FROM app_user WHERE id = :user_id;
