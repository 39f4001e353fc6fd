-- Remember a failed sign-in.
-- in:  username text, address text, now timestamptz
-- out: none
SELECT sign_in_fail(:'username', :'address', :'now');
