-- The sweep is at its end: the next begins anew.
-- in:  name text, now timestamptz
-- out: none
UPDATE feed SET checkpoint = NULL, swept_at = :'now' WHERE name = :'name';
