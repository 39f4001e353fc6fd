-- One broadcast as the API shows it.
-- in:  id int8, profile text
-- out: one body text
SELECT sim.broadcast_json(x, :'profile')::text FROM sim.broadcast x WHERE x.id = :id;
