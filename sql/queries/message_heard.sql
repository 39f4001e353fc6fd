-- The words of a text that came in.
-- in:  message_id int8
-- out: one body text, at timestamptz, phone_id int8
SELECT body, at, phone_id FROM message WHERE id = :message_id AND direction = 'in';
