-- What became of a reminder.
-- in:  reminder_id int8, state text, reason text, message_id int8?
-- out: none
UPDATE reminder SET state = :'state', reason = :'reason', message_id = :message_id WHERE id = :reminder_id;
