-- The text by which he was told.
-- in:  notice_id int8, message_id int8
-- out: none
UPDATE case_notice SET message_id = :message_id WHERE id = :notice_id;
