-- How many people a draft would ask, by facility and language, and how many not and why.
-- in:  id int8, now timestamptz
-- out: many place_id int8, place_name text, language text, why text, people int8
SELECT place_id, place_name, language, why, people FROM screening_reach(:id, :'now') ORDER BY place_name, why, language;
