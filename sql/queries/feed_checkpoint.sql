-- A feed has been read up to here, never backwards; and, unless something younger was left for later, all of it.
-- in:  name text, checkpoint timestamptz?, read_at timestamptz?
-- out: none
UPDATE feed SET checkpoint = greatest(checkpoint, :'checkpoint'::timestamptz), read_at = coalesce(:'read_at', read_at)
 WHERE name = :'name';
