-- Whom a form is about, as its page says it beside the questions.
-- in:  patient_id int8
-- out: many id int8, number text, given_name text, family_name text, lives_in text, guardian_name text, note text,
--      opted_out bool, e164 text, phone_owner_name text, e164_2 text, phone2_owner_name text, place_name text, zone text,
--      anchor_date date?
SELECT p.id, p.number, p.given_name, p.family_name, p.lives_in, p.guardian_name, p.note, p.opted_out_at IS NOT NULL,
       coalesce(ph.e164, ''), p.phone_owner_name, coalesce(ph2.e164, ''), p.phone2_owner_name, pl.name, pl.zone, e.anchor_date
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
 WHERE p.id = :patient_id;
