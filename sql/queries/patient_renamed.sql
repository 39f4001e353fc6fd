-- Open work carries the name it shows.
-- in:  patient_id int8
-- out: none
UPDATE task SET who = trim(p.given_name || ' ' || p.family_name)
  FROM patient p
 WHERE p.id = :patient_id AND task.patient_id = p.id AND task.open
   AND task.who <> trim(p.given_name || ' ' || p.family_name);
