-- The phone a text came from, locked, its contact learnt.
-- in:  number text, contact_uuid uuid?
-- out: one id int8
UPDATE phone SET contact_uuid = coalesce(:'contact_uuid', contact_uuid)
 WHERE id = phone_ensure(:'number')
RETURNING id;
