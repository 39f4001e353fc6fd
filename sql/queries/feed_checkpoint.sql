-- A feed has been read up to here; never backwards.
-- in:  name text, checkpoint timestamptz?, now timestamptz, swept bool
-- out: none
UPDATE feed
   SET checkpoint = greatest(checkpoint, :'checkpoint'::timestamptz, CASE WHEN checkpoint IS NULL THEN :'now'::timestamptz - interval '1 hour' END),
       read_at = :'now', swept_at = CASE WHEN :swept THEN :'now'::timestamptz ELSE swept_at END
 WHERE name = :'name';
