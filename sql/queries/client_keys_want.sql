-- A client has keys that we do not know.
-- in:  id int8
-- out: none
SELECT client_keys_want(:id);
