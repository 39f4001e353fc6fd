-- For whom they are: a supervisor's own patients, the latest first, some of each.
-- in:
-- out: many rule text, file text, line int4, patient_id int8, name text, number text, place_name text, last_at timestamptz
SELECT f.rule, f.file, f.line, f.patient_id, trim(p.given_name || ' ' || p.family_name), p.number, pl.name, f.last_at
  FROM (SELECT x.*, row_number() OVER (PARTITION BY rule, file, line ORDER BY last_at DESC, patient_id) AS place_in_group
          FROM rule_failure x) f
  JOIN patient p ON p.id = f.patient_id
  JOIN place pl ON pl.id = f.place_id
 WHERE f.place_in_group <= 20
 ORDER BY f.rule, f.file, f.line, f.place_in_group
 LIMIT 2000;
