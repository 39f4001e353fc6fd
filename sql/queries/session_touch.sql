-- Note that a session is in use.
-- in:  token_hash text, now timestamptz
-- out: none
SELECT session_touch(:'token_hash', :'now');
