-- Whom a record is about: by his id, by the number on his card or, without either, by the phone that it comes from.
-- in:  patient_id int8, number text, e164 text
-- out: many id int8, place_id int8, zone text, language text
SELECT p.id, p.place_id, pl.zone, p.language
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
 WHERE p.id IN (SELECT id FROM patient WHERE id = :patient_id
		UNION SELECT id FROM patient WHERE :'number' <> '' AND number = :'number'
		UNION SELECT q.id FROM phone n JOIN patient q ON q.phone_id = n.id
		       WHERE :'number' = '' AND n.e164 = :'e164')
 ORDER BY p.id
 LIMIT 2;
