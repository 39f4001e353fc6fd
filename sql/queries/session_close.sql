-- End a session.
-- in:  token_hash text, now timestamptz, address text
-- out: none
SELECT session_close(:'token_hash', :'now', :'address');
