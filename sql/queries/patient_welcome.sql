-- What the welcome of a patient says and where it goes.
-- in:  patient_id int8
-- out: one place_id int8, given_name text, language text, phone_id int8?, place_name text, emergency_phone text
SELECT p.place_id, p.given_name, p.language, p.phone_id, pl.name, pl.emergency_phone
  FROM patient p JOIN place pl ON pl.id = p.place_id
 WHERE p.id = :patient_id;
