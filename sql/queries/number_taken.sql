-- The number that a patient had until it was said to be somebody else's, while he has no other; by what was said then
-- only, if a moment is given.
-- in:  patient_id int8, until timestamptz?
-- out: one phone_id int8, e164 text, region text
SELECT f.phone_id, f.e164, pl.region
  FROM phone_past f
  JOIN patient p ON p.id = f.patient_id AND p.phone_id IS NULL
  JOIN place pl ON pl.id = p.place_id
 WHERE f.patient_id = :patient_id AND f.why = 'gone' AND (:'until'::timestamptz IS NULL OR f.until = :'until')
   AND f.phone_id IS DISTINCT FROM p.phone2_id
 ORDER BY f.id DESC LIMIT 1;
