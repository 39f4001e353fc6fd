-- Change who a user is, unless somebody else has in the meantime.
-- in:  id int8, version int4, name text, role text, language text
-- out: one id int8
UPDATE app_user SET name = :'name', role = :'role', language = :'language', version = version + 1
 WHERE id = :id AND version = :version
RETURNING id;
