-- A text is not this patient's any more, and will be another's in a moment.
-- in:  message_id int8
-- out: none
UPDATE message SET patient_id = NULL, attributed_by = NULL WHERE id = :message_id;
