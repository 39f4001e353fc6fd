-- A group by its UUID or its name.
-- in:  name text
-- out: one id int8, name text, query text?, system bool
SELECT id, name, query, system FROM sim.contact_group
 WHERE uuid::text = :'name' OR lower(name) = lower(:'name') LIMIT 1;
