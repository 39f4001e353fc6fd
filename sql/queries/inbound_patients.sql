-- Who may have written from this phone: those in follow-up or just out of it, children, and who is asked in a screening, else all who ever had it.
-- in:  phone_id int8, now timestamptz
-- out: many patient_id int8, place_id int8, enrolment_id int8?, language text, given_name text,
--      place_name text, zone text, emergency_phone text, place_open bool, open_work int8, family_name text, number text
WITH candidate AS (
	SELECT p.id, p.place_id, p.language, p.given_name, p.family_name, p.number, e.id AS enrolment_id,
	       (e.state = 'active' OR e.ended_at > :'now'::timestamptz - interval '30 days') IS TRUE
	           OR EXISTS (SELECT FROM dose_due u WHERE u.child_id = p.id)
	           OR EXISTS (SELECT FROM screening_person u WHERE u.patient_id = p.id AND u.state = 'asked') AS recent
	  FROM patient p
	  LEFT JOIN LATERAL (SELECT id, state, ended_at FROM enrolment WHERE patient_id = p.id
	                      ORDER BY created_at DESC LIMIT 1) e ON true
	 WHERE p.phone_id = :phone_id
	    OR (p.phone2_id = :phone_id AND NOT EXISTS (SELECT FROM patient q WHERE q.phone_id = :phone_id))
)
SELECT c.id, c.place_id, c.enrolment_id, c.language, c.given_name, pl.name, pl.zone, pl.emergency_phone,
       place_closed(pl.id, :'now') = '',
       (SELECT count(*) FROM task t WHERE t.patient_id = c.id AND t.open AND t.kind IN ('problem', 'escalation')),
       c.family_name, c.number
  FROM candidate c
  JOIN place pl ON pl.id = c.place_id
 WHERE c.recent OR NOT EXISTS (SELECT FROM candidate WHERE recent)
 ORDER BY c.id;
