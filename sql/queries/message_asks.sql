-- What a text of ours asks: the answer is read as one to that.
-- in:  message_id int8, question text
-- out: none
UPDATE message SET question = :'question' WHERE id = :message_id;
