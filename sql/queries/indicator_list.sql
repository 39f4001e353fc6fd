-- The men behind a number, by the functions that counted it; after is the last id of the page before.
-- in:  only_place int8, first_day date, last_day date, band text, minor text, adult_age int4, now timestamptz, which text, part text,
--      after int8, most int4
-- out: many id int8, enrolment_id int8, given_name text, family_name text, number text, place_name text, anchor_date date, day int4, num int4
SELECT p.id, i.enrolment_id, p.given_name, p.family_name, p.number, pl.name, e.anchor_date,
       (:'now'::timestamptz AT TIME ZONE pl.zone)::date - e.anchor_date, i.num
  FROM indicator_list(:only_place, :'first_day', :'last_day', :'band', :'minor', :adult_age, :'now', :'which', :'part') i
  JOIN enrolment e ON e.id = i.enrolment_id
  JOIN patient p ON p.id = i.patient_id
  JOIN place pl ON pl.id = p.place_id
 WHERE i.enrolment_id > :after
 ORDER BY i.enrolment_id
 LIMIT :most;
