-- The line list of adverse events, by the day on which they were seen or told of, as the register has them.
-- in:  only_place int8, first_day date, last_day date, most int4
-- out: many report_id int8?, task_id int8?, patient_id int8, given_name text, family_name text, number text, age int4,
--      place_name text, zone text, anchor_date date?, method text, day date, day_after int4?, code text, kind text, severity text, timing text,
--      serious bool, notifiable bool, confirmed bool, treatment text, provider text
SELECT v.report_id, v.task_id, p.id, p.given_name, p.family_name, p.number,
       extract(year FROM age(v.day::timestamp, p.birth_date::timestamp))::integer, pl.name, pl.zone, e.anchor_date, coalesce(e.method, ''), v.day, v.day - e.anchor_date, v.code, v.kind, v.severity, v.timing,
       v.serious, v.notifiable, v.confirmed, v.treatment, v.provider
  FROM indicator_event v
  JOIN patient p ON p.id = v.patient_id
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
 WHERE p.place_id = ANY (my_places_of(:only_place)) AND v.day BETWEEN :'first_day' AND :'last_day'
 ORDER BY v.day, v.report_id, v.task_id
 LIMIT :most;
