-- A child, its record and the table it follows.
-- in:  id int8, now timestamptz
-- out: one id int8, place_id int8, place_name text, zone text, today date, given_name text, family_name text, number text, birth_date date,
--      e164 text, guardian_name text, guardian_relation text, opted_out bool, died_on date?, named bool, country_title text, version_id int8,
--      version_number int4, checked bool, thread_id int8?
SELECT c.id, c.place_id, pl.name, pl.zone, (:'now'::timestamptz AT TIME ZONE pl.zone)::date, p.given_name, p.family_name, p.number, p.birth_date,
       coalesce(ph.e164, ''), p.guardian_name, p.guardian_relation, p.opted_out_at IS NOT NULL, p.died_on, c.named, v.title, v.id,
       v.number, v.checked, t.id
  FROM child c
  JOIN patient p ON p.id = c.id
  JOIN place pl ON pl.id = c.place_id
  JOIN dose_version v ON v.id = dose_in_use(c.country)
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
 WHERE c.id = :id;
