-- The same of one patient, for a message that a person gave to him.
-- in:  patient_id int8, now timestamptz
-- out: one patient_id int8, place_id int8, enrolment_id int8?, language text, given_name text,
--      place_name text, zone text, emergency_phone text, place_open bool, open_work int8
SELECT p.id, p.place_id, e.id, p.language, p.given_name, pl.name, pl.zone, pl.emergency_phone,
       place_closed(pl.id, :'now') = '',
       (SELECT count(*) FROM task t WHERE t.patient_id = p.id AND t.open AND t.kind IN ('problem', 'escalation'))
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN LATERAL (SELECT id FROM enrolment WHERE patient_id = p.id ORDER BY created_at DESC LIMIT 1) e ON true
 WHERE p.id = :patient_id;
