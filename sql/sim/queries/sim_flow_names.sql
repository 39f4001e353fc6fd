-- The flows that are loaded.
-- out: many id int8, uuid uuid, name text, type text, archived bool
SELECT id, uuid, name, type, archived FROM sim.flow ORDER BY name;
