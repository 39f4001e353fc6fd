-- The phone a text came from, locked, its contact learnt.
-- in:  phone_id int8, contact_uuid uuid?
-- out: one id int8
UPDATE phone SET contact_uuid = coalesce(:'contact_uuid', contact_uuid) WHERE id = :phone_id RETURNING id;
