-- The indicators of a period, of all facilities together (place_id is NULL) and of each; -1 is a small number that is hidden.
-- in:  only_place int8, first_day date, last_day date, band text, minor text, adult_age int4, now timestamptz
-- out: many place_id int8?, place_name text, zone text, code text, num int8, den int8
SELECT c.place_id, coalesce(pl.name, ''), coalesce(pl.zone, ''), c.code, c.num, c.den
  FROM indicator_counts(:only_place, :'first_day', :'last_day', :'band', :'minor', :adult_age, :'now') c
  LEFT JOIN place pl ON pl.id = c.place_id
 ORDER BY pl.name NULLS FIRST, c.place_id, c.code;
