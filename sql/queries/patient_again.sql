-- What the next registration keeps of the last one.
-- in:  patient_id int8
-- out: one place_id int8, anchor_date date, method text, language text
SELECT p.place_id, e.anchor_date, e.method, p.language
  FROM patient p JOIN enrolment e ON e.patient_id = p.id
 WHERE p.id = :patient_id
 ORDER BY e.created_at DESC
 LIMIT 1;
