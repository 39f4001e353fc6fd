-- Where a man can be sent: our facilities in use.
-- in:
-- out: many id int8, name text, zone text
SELECT id, name, zone FROM place WHERE kind = 'facility' AND active ORDER BY name;
