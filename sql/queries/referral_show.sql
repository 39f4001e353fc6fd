-- The referrals of a case, the latest first, or one of them.
-- in:  case_id int8?, id int8?, zone text
-- out: many id int8, case_id int8, version int4, kind text, place_name text, own bool, mine bool, seen_place_id int8?, seen_place text,
--      zone text, transport text, note text, made_at timestamptz, made_by text, visit_due timestamptz, man_told text,
--      man_told_at timestamptz?, man_told_by text, place_told text, place_told_how text, place_told_at timestamptz?,
--      place_told_by text, task_id int8?, missed_at timestamptz?, trace_id int8?, told text, told_at timestamptz?,
--      told_by text, told_note text, seen_at timestamptz?, seen_by text, found text, grade text, done text, report_id int8?,
--      ending text, ended_at timestamptz?, patient_id int8?
SELECT r.id, r.case_id, r.version, r.kind, coalesce(p.name, ''), r.seen_place_id IS NOT DISTINCT FROM r.place_id,
       r.place_id IS NULL OR r.place_id = ANY ((SELECT my_places())::bigint[]), r.seen_place_id, r.seen_place,
       coalesce(s.zone, p.zone, :'zone'), r.transport, r.note, r.made_at, coalesce(m.name, ''), r.visit_due, r.man_told, r.man_told_at,
       coalesce(mt.name, ''), r.place_told, r.place_told_how, r.place_told_at, coalesce(pt.name, ''), r.task_id, r.missed_at,
       r.trace_id, r.told, r.told_at, coalesce(tb.name, ''), r.told_note, r.seen_at, r.seen_by, r.found, r.grade,
       r.done, r.report_id, r.ending, r.ended_at, r.patient_id
  FROM referral r
  LEFT JOIN place p ON p.id = r.place_id
  LEFT JOIN place s ON s.id = r.seen_place_id
  LEFT JOIN app_user m ON m.id = r.made_by
  LEFT JOIN app_user mt ON mt.id = r.man_told_by
  LEFT JOIN app_user pt ON pt.id = r.place_told_by
  LEFT JOIN app_user tb ON tb.id = r.told_by
 WHERE r.case_id = :case_id OR r.id = :id
 ORDER BY r.id DESC LIMIT 10;
