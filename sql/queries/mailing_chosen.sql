-- Clients who were ticked, by their names.
-- in:  ids int8[]
-- out: many id int8, names text, language text, place_id int8
SELECT id, trim(given_name || ' ' || family_name), language, place_id FROM patient WHERE id = ANY (:'ids'::int8[])
 ORDER BY given_name, family_name, id;
