-- Clients among whom the writer of an unknown number may be.
-- in:  q text, digits text
-- out: many id int8, name text, number text, place_name text, anchor_date date?
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number, pl.name, e.anchor_date
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN LATERAL (SELECT anchor_date FROM enrolment e WHERE e.patient_id = p.id
                      ORDER BY created_at DESC LIMIT 1) e ON true
 WHERE strpos(p.folded, :'q') > 0
    OR (:'digits' <> '' AND EXISTS (SELECT FROM phone ph WHERE ph.id IN (p.phone_id, p.phone2_id)
                                       AND ph.e164 LIKE '%' || :'digits'))
 ORDER BY e.anchor_date DESC NULLS LAST, p.id
 LIMIT 12;
