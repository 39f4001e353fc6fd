-- Plan every step of an enrolment whose hour has not passed yet, in the facility's time zone.
-- in:  enrolment_id int8, steps text[], days int8[], now timestamptz
-- out: none
INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at)
SELECT e.id, e.patient_id, e.place_id, s.step, s.day, e.anchor_date + s.day::integer,
       local_moment(e.anchor_date + s.day::integer, pl.checkin_time, pl.zone)
  FROM enrolment e
  JOIN place pl ON pl.id = e.place_id
 CROSS JOIN unnest(:'steps'::text[], :'days'::int8[]) AS s (step, day)
 WHERE e.id = :enrolment_id
   AND local_moment(e.anchor_date + s.day::integer, pl.checkin_time, pl.zone) > :'now';
