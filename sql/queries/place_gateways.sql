-- The facilities whose texts leave by a gateway, by name.
-- in:
-- out: many name text
SELECT name FROM place WHERE gateway_id IS NOT NULL AND active ORDER BY name;
