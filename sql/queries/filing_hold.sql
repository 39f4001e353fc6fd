-- Who says whose a text is comes one after the other.
-- in:  message_id int8
-- out: one id int8
SELECT id FROM message WHERE id = :message_id AND direction = 'in' FOR UPDATE;
