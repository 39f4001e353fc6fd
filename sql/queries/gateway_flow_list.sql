-- The flows that RapidPro last told of, by name.
-- in:
-- out: many uuid uuid, name text, archived bool
SELECT uuid, name, archived FROM gateway_flow ORDER BY lower(name), uuid;
