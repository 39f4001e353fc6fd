-- Give a patient another number, unless somebody else has changed him meanwhile.
-- in:  id int8, version int4, phone_id int8, phone_typed text, phone_owner text
-- out: one id int8
UPDATE patient SET phone_id = :phone_id, phone_typed = :'phone_typed', phone_owner = :'phone_owner',
       version = version + 1
 WHERE id = :id AND version = :version
RETURNING id;
