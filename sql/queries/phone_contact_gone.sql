-- RapidPro does not know this contact any more: the next call asks for it by number.
-- in:  phone_id int8
-- out: none
UPDATE phone SET contact_uuid = NULL WHERE id = :phone_id;
