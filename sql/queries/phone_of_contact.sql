-- The phone of a contact of RapidPro's.
-- in:  contact_uuid uuid
-- out: one id int8, e164 text
SELECT id, e164 FROM phone WHERE contact_uuid = :'contact_uuid';
