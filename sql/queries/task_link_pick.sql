-- Clients of the facility of a task among whom whoever it is about may be.
-- in:  place_id int8, q text, digits text
-- out: many as patient_pick
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number, '', e.anchor_date
  FROM patient p
  LEFT JOIN LATERAL (SELECT anchor_date FROM enrolment e WHERE e.patient_id = p.id
                      ORDER BY created_at DESC LIMIT 1) e ON true
 WHERE p.place_id = :place_id
   AND (strpos(p.folded, :'q') > 0
        OR (:'digits' <> '' AND EXISTS (SELECT FROM phone ph WHERE ph.id IN (p.phone_id, p.phone2_id)
                                           AND ph.e164 LIKE '%' || :'digits')))
 ORDER BY e.anchor_date DESC NULLS LAST, p.id
 LIMIT 12;
