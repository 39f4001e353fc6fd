-- A label by its UUID or its name.
-- in:  name text
-- out: one id int8
SELECT id FROM sim.label WHERE uuid::text = :'name' OR lower(name) = lower(:'name') LIMIT 1;
