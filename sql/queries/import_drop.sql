-- The file that somebody brought before: one a person is enough.
-- in:  user_id int8
-- out: none
DELETE FROM import WHERE user_id = :user_id;
