-- It is our turn to read a feed, or there is no row: somebody has read it just now.  asked_at is when it was anybody's
-- turn before, whatever came of it.
-- in:  name text, now timestamptz, every_ms int4
-- out: one checkpoint timestamptz?, swept_at timestamptz?, asked_at timestamptz?
UPDATE feed f SET polled_at = :'now'
  FROM (SELECT name, polled_at FROM feed WHERE name = :'name' FOR UPDATE) before
 WHERE f.name = before.name
   AND (before.polled_at IS NULL OR before.polled_at > :'now'
     OR before.polled_at <= :'now'::timestamptz - :every_ms * interval '1 ms')
RETURNING f.checkpoint, f.swept_at, before.polled_at;
