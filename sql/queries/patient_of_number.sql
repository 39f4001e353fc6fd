-- Who has this number at this facility.
-- in:  place_id int8, number text
-- out: many given_name text, family_name text
SELECT given_name, family_name FROM patient WHERE place_id = :place_id AND number = :'number';
