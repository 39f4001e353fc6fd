-- One global as the API shows it.
-- in:  id int8
-- out: one body text
SELECT sim.global_json(x)::text FROM sim.global x WHERE x.id = :id;
