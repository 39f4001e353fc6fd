-- How the pages work for a user.
-- in:  id int8, language text, keys_on bool, mail text
-- out: none
UPDATE app_user SET language = :'language', keys_on = :keys_on, mail = :'mail' WHERE id = :id;
