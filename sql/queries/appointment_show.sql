-- One appointment.
-- in:  id int8, now timestamptz
-- out: one id int8, patient_id int8, place_id int8, place_name text, zone text, day date, hour text, at timestamptz, what text, note text, status text,
--      version int4, booked_at timestamptz, booked_by text, changed_at timestamptz, asked_at timestamptz?, came_on date?, days_late int4,
--      today date, given_name text, family_name text, number text, e164 text, phone_owner_name text, thread_id int8?, trace_id int8?
SELECT a.id, a.patient_id, a.place_id, pl.name, pl.zone, a.day, left(a.hour::text, 5), a.at, a.what, a.note, a.status, a.version, a.booked_at,
       coalesce(u.name, ''), a.changed_at, a.asked_at, a.came_on, coalesce(a.came_on, d.today) - a.day, d.today, p.given_name, p.family_name,
       p.number, coalesce(ph.e164, ''), p.phone_owner_name, t.id,
       (SELECT max(k.id) FROM task k WHERE k.patient_id = a.patient_id AND k.kind = 'trace' AND k.open
           AND k.source LIKE 'trace:appointment:' || a.id || ':%')
  FROM appointment a
  JOIN place pl ON pl.id = a.place_id
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) d
  JOIN patient p ON p.id = a.patient_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
  LEFT JOIN app_user u ON u.id = a.booked_by
 WHERE a.id = :id;
