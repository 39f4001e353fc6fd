-- The figures above the list, by its rules.
-- in:  now timestamptz, zone text, place_id int8?
-- out: one open int8, today int8, late int8, missed int8, seen int8, untold int8
SELECT count(*) FILTER (WHERE r.ended_at IS NULL),
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.missed_at IS NULL AND r.told = ''
           AND (r.visit_due AT TIME ZONE z.zone)::date <= (:'now'::timestamptz AT TIME ZONE z.zone)::date),
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.missed_at IS NULL AND r.told = '' AND r.visit_due < :'now'),
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.missed_at IS NOT NULL),
       count(*) FILTER (WHERE r.ending IN ('seen', 'elsewhere')),
       count(*) FILTER (WHERE r.ended_at IS NULL AND r.missed_at IS NULL AND r.told = '' AND r.man_told IN ('', 'not-reached'))
  FROM referral r
  LEFT JOIN place p ON p.id = r.place_id
  LEFT JOIN place s ON s.id = r.seen_place_id
 CROSS JOIN LATERAL (SELECT coalesce(s.zone, p.zone, :'zone') AS zone) z
 WHERE (r.ended_at IS NULL OR r.ended_at > :'now'::timestamptz - interval '7 days')
   AND (:place_id::int8 IS NULL OR r.place_id = :place_id OR r.seen_place_id = :place_id);
