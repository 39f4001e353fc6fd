-- A feed has been read up to here, never backwards; or all of it, once more.
-- in:  name text, checkpoint timestamptz?, now timestamptz
-- out: none
UPDATE feed SET checkpoint = greatest(checkpoint, :'checkpoint'::timestamptz), read_at = :'now' WHERE name = :'name';
