-- Who may have written from this phone, as far as this user may know them: who uses it, and who did.
-- in:  phone_id int8
-- out: many id int8, name text, number text, before bool
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number,
       (p.phone_id = :phone_id OR p.phone2_id = :phone_id) IS NOT TRUE
  FROM patient p
 WHERE p.phone_id = :phone_id OR p.phone2_id = :phone_id
    OR p.id IN (SELECT f.patient_id FROM phone_past f WHERE f.phone_id = :phone_id)
 ORDER BY 4, p.id
 LIMIT 8;
