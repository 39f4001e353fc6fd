-- The facilities by name, with what is open past its limit now; -1 is a small number that is hidden.
-- in:  only_place int8, now timestamptz
-- out: many place_id int8, name text, zone text, cases int8, late_cases int8, late_tasks int8
SELECT place_id, name, zone, cases, late_cases, late_tasks FROM place_late(:only_place, :'now')
 ORDER BY name, place_id;
