-- Those who had this phone for themselves share it from now on.
-- in:  phone_id int8
-- out: none
UPDATE patient SET phone_owner = 'shared', version = version + 1
 WHERE phone_id = :phone_id AND phone_owner = 'own';
