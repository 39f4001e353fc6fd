-- How far a feed has been read.
-- in:  name text
-- out: one checkpoint timestamptz?, read_at timestamptz?, swept_at timestamptz?
SELECT checkpoint, read_at, swept_at FROM feed WHERE name = :'name';
