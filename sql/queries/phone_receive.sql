-- The phone a text came from, locked, its contact learnt; a contact with two numbers stays with the first.
-- in:  phone_id int8, contact_uuid uuid?
-- out: one id int8
UPDATE phone
   SET contact_uuid = CASE WHEN :'contact_uuid'::uuid IS NULL
           OR EXISTS (SELECT FROM phone o WHERE o.contact_uuid = :'contact_uuid' AND o.id <> :phone_id)
       THEN contact_uuid ELSE :'contact_uuid' END
 WHERE id = :phone_id
RETURNING id;
