-- The contacts of all who have this number, as far as whoever asks may see them; those whose first it is come first.
-- in:  e164 text, most int4
-- out: many id int8, doc text
SELECT p.id, rule_contact(p, pl.name, pl.zone, e.anchor_date, e.last_sign_at, ph.e164, ph2.e164,
       p.phone_id IS NOT NULL AND phone_users(p.phone_id) > 1, rule_place(p.place_id))::text
  FROM phone n
  JOIN patient p ON p.phone_id = n.id OR p.phone2_id = n.id
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
 WHERE n.e164 = :'e164'
 ORDER BY (p.phone_id = n.id) IS TRUE DESC, p.id
 LIMIT :most;
