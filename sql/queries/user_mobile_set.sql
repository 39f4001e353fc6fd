-- A number of one's own.
-- in:  id int8, mobile text
-- out: none
UPDATE app_user SET mobile = :'mobile', texts = texts AND :'mobile' <> '' WHERE id = :id;
