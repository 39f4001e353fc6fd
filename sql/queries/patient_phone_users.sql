-- Who uses this phone already, as far as this user may know.
-- in:  e164 text, except_id int8
-- out: many id int8, given_name text, family_name text, number text, place_name text, zone text,
--      anchor_date date?
SELECT p.id, p.given_name, p.family_name, p.number, pl.name, pl.zone,
       (SELECT max(e.anchor_date) FROM enrolment e WHERE e.patient_id = p.id)
  FROM phone ph
  JOIN patient p ON p.phone_id = ph.id
  JOIN place pl ON pl.id = p.place_id
 WHERE ph.e164 = :'e164' AND p.id <> :except_id
 ORDER BY p.id DESC
 LIMIT 10;
