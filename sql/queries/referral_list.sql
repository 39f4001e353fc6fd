-- Who is expected somewhere: "open", "today", "late", "missed", or "seen" in the last seven days, the latest first.
-- in:  view text, now timestamptz, zone text, place_id int8?, most int4
-- out: many id int8, case_id int8, who text, severity text, place_name text, seen_place text, own bool, mine bool, zone text, visit_due timestamptz,
--      transport text, man_told text, place_told text, missed_at timestamptz?, told text, told_at timestamptz?, seen_at timestamptz?, seen_by text,
--      ending text, task_id int8?, owner text
SELECT r.id, r.case_id, r.who, coalesce(e.severity, ''), coalesce(p.name, ''), r.seen_place, r.seen_place_id IS NOT DISTINCT FROM r.place_id,
       r.place_id IS NULL OR r.place_id = ANY ((SELECT my_places())::bigint[]), z.zone, r.visit_due,
       r.transport, r.man_told, r.place_told, r.missed_at, r.told, r.told_at, r.seen_at, r.seen_by, r.ending, r.task_id, coalesce(u.name, '')
  FROM referral r
  LEFT JOIN escalation e ON e.task_id = r.case_id
  LEFT JOIN place p ON p.id = r.place_id
  LEFT JOIN place s ON s.id = r.seen_place_id
  LEFT JOIN task t ON t.id = r.task_id
  LEFT JOIN app_user u ON u.id = t.owner_id
 CROSS JOIN LATERAL (SELECT coalesce(s.zone, p.zone, :'zone') AS zone) z
 WHERE CASE :'view'
       WHEN 'seen' THEN r.ended_at > :'now'::timestamptz - interval '7 days' AND r.ending IN ('seen', 'elsewhere')
       WHEN 'late' THEN r.ended_at IS NULL AND r.missed_at IS NULL AND r.told = '' AND r.visit_due < :'now'
       WHEN 'missed' THEN r.ended_at IS NULL AND r.missed_at IS NOT NULL
       WHEN 'today' THEN r.ended_at IS NULL AND r.missed_at IS NULL AND r.told = ''
            AND (r.visit_due AT TIME ZONE z.zone)::date <= (:'now'::timestamptz AT TIME ZONE z.zone)::date
       ELSE r.ended_at IS NULL END
   AND (:place_id::int8 IS NULL OR r.place_id = :place_id OR r.seen_place_id = :place_id)
 ORDER BY CASE WHEN r.ended_at IS NOT NULL THEN -date_part('epoch', r.ended_at) ELSE date_part('epoch', r.visit_due) END, r.id
 LIMIT :most;
