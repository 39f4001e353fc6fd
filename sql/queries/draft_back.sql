-- What was not sent is its writer's draft again, whoever she is.
-- in:  message_id int8
-- out: none
SELECT draft_back(:message_id);
