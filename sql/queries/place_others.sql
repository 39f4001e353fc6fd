-- The facilities in use but one.
-- in:  place_id int8
-- out: many id int8, name text
SELECT id, name FROM place WHERE kind = 'facility' AND active AND id <> :place_id ORDER BY name;
