-- Begin a session for a user who proved who he is.
-- in:  user_id int8, token_hash text, csrf text, now timestamptz, hours int4, address text, device text
-- out: none
SELECT session_open(:user_id, :'token_hash', :'csrf', :'now', make_interval(hours => :hours), :'address', :'device');
