-- Who is expected at a facility: on some days (from '' is today, at each), or on any day who wants another one, of whom nobody
-- has said whether he came, or who did not come.
-- in:  show text, from text, days int4, what text, status text, only_place int8, now timestamptz, most int4
-- out: many id int8, patient_id int8, place_name text, zone text, day date, hour text, at timestamptz, what text, note text, status text,
--      version int4, given_name text, family_name text, number text, e164 text, phone_owner text, thread_id int8?, opted_out bool,
--      days_late int4, came_on date?, today date
SELECT a.id, a.patient_id, pl.name, pl.zone, a.day, left(a.hour::text, 5), a.at, a.what, a.note, a.status, a.version,
       p.given_name, p.family_name, p.number, coalesce(ph.e164, ''), p.phone_owner, t.id, p.opted_out_at IS NOT NULL,
       coalesce(a.came_on, d.today) - a.day, a.came_on, d.today
  FROM place pl
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) d
  JOIN appointment a ON a.place_id = pl.id
  JOIN patient p ON p.id = a.patient_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
 WHERE (:only_place = 0 OR a.place_id = :only_place) AND (:'what' = '' OR a.what = :'what')
   AND CASE :'show'
       WHEN 'change' THEN a.status = 'wants-change' AND a.day >= d.today
       WHEN 'unsaid' THEN a.status IN ('booked', 'confirmed', 'wants-change') AND a.day < d.today
       WHEN 'missed' THEN a.status = 'missed' AND a.day > d.today - 90
       ELSE a.day BETWEEN coalesce(nullif(:'from', '')::date, d.today) AND coalesce(nullif(:'from', '')::date, d.today) + :days - 1
            AND CASE :'status' WHEN '' THEN a.status <> 'cancelled' ELSE a.status = :'status' END END
 ORDER BY a.day, a.hour, p.given_name, a.id
 LIMIT :most;
