-- It is our turn to read a feed, or there is no row: somebody has read it just now.
-- in:  name text, now timestamptz, every_ms int4
-- out: one checkpoint timestamptz?, read_at timestamptz?, swept_at timestamptz?
UPDATE feed SET polled_at = :'now'
 WHERE name = :'name'
   AND (polled_at IS NULL OR polled_at > :'now' OR polled_at <= :'now'::timestamptz - :every_ms * interval '1 ms')
RETURNING checkpoint, read_at, swept_at;
