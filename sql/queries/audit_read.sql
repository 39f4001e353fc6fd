-- Record that somebody looked at something.
-- in:  user_id int8, object text, object_id int8, now timestamptz, address text
-- out: none
SELECT audit_read(:user_id, :'object', :object_id, :'now', :'address');
