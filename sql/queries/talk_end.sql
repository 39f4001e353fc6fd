-- Whose the next text from a phone is has to be asked again.
-- in:  phone_id int8
-- out: none
DELETE FROM phone_talk WHERE phone_id = :phone_id;
