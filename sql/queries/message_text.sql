-- What a message says, whoever owns it.
-- in:  message_id int8
-- out: one body text, at timestamptz, phone_id int8
SELECT body, at, phone_id FROM message WHERE id = :message_id;
