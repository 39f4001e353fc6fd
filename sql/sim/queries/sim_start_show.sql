-- One start as the API shows it.
-- in:  id int8, profile text
-- out: one body text
SELECT sim.start_json(x, :'profile')::text FROM sim.start x WHERE x.id = :id;
