-- What a message says, whoever owns it.
-- in:  message_id int8
-- out: one body text, at timestamptz, phone_id int8, urn text
SELECT body, at, phone_id, 'tel:' || coalesce((SELECT e164 FROM phone WHERE phone.id = phone_id), '') FROM message WHERE id = :message_id;
