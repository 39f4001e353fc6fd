-- Patients of this name and this age, or nearly where one is only estimated.
-- in:  names text, birth_date date, birth_estimated bool
-- out: many id int8, given_name text, family_name text, number text, place_name text, zone text,
--      anchor_date date?
SELECT p.id, p.given_name, p.family_name, p.number, pl.name, pl.zone,
       (SELECT max(e.anchor_date) FROM enrolment e WHERE e.patient_id = p.id)
  FROM patient p JOIN place pl ON pl.id = p.place_id
 WHERE p.birth_date BETWEEN :'birth_date'::date - 366 AND :'birth_date'::date + 366
   AND (p.birth_date = :'birth_date' OR p.birth_estimated OR :birth_estimated)
   AND starts_with(p.folded, :'names' || ' ')
 ORDER BY p.id DESC
 LIMIT 5;
