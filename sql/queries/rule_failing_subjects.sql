-- For whom they are: a supervisor's own patients, and numbers that are nobody's yet, the latest first, some of each.
-- in:
-- out: many rule text, file text, line int4, patient_id int8?, thread_id int8?, name text, number text,
--      place_name text
SELECT f.rule, f.file, f.line, f.patient_id, f.thread_id, coalesce(trim(p.given_name || ' ' || p.family_name), ''),
       coalesce(p.number, h.e164), coalesce(pl.name, '')
  FROM (SELECT x.*, row_number() OVER (PARTITION BY rule, file, line ORDER BY last_at DESC, subject) AS place_in_group
          FROM rule_failure x) f
  LEFT JOIN patient p ON p.id = f.patient_id
  LEFT JOIN thread t ON t.id = f.thread_id
  LEFT JOIN phone h ON h.id = t.phone_id
  LEFT JOIN place pl ON pl.id = f.place_id
 WHERE f.place_in_group <= 20 AND coalesce(p.id, t.id) IS NOT NULL
 ORDER BY f.rule, f.file, f.line, f.place_in_group
 LIMIT 2000;
