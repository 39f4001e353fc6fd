-- Facilities of a draft at which no hour fits.
-- in:  id int8, now timestamptz
-- out: many place_name text
SELECT place_name FROM screening_never(:id, :'now') ORDER BY place_name;
