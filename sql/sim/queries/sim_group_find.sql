-- A group by its UUID or its name.
-- in:  name text
-- out: one id int8, uuid uuid, name text, query text?, system bool
SELECT id, uuid, name, query, system FROM sim.contact_group
 WHERE uuid::text = :'name' OR lower(name) = lower(:'name') LIMIT 1;
