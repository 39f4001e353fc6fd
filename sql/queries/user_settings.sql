-- How the pages work for a user.
-- in:  id int8, language text, keys_on bool, mail text, mobile text, texts bool
-- out: none
UPDATE app_user SET language = :'language', keys_on = :keys_on, mail = :'mail', mobile = :'mobile', texts = :texts WHERE id = :id;
