-- The phone of a contact of RapidPro's.
-- in:  contact_uuid uuid
-- out: one e164 text
SELECT e164 FROM phone WHERE contact_uuid = :'contact_uuid';
