-- How many calls a scope has had since a moment, and which must leave first.
-- in:  scope text, since timestamptz, allowed int4
-- out: one calls int8, oldest timestamptz?
SELECT count(*), (array_agg(k.at ORDER BY k.at DESC))[:allowed]
  FROM sim.call k
 WHERE k.scope = :'scope' AND k.at > :'since';
