-- Find or make the contacts that a broadcast names by number.
-- in:  id int8, moment timestamptz
-- out: none
SELECT sim.contact_for(u.urn, :'moment') FROM sim.broadcast b, unnest(b.urns) u (urn)
 WHERE b.id = :id;
