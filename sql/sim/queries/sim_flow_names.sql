-- The flows that are loaded.
-- out: many uuid uuid, name text, archived bool
SELECT uuid, name, archived FROM sim.flow ORDER BY name;
