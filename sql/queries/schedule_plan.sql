-- Plan every step of an enrolment whose hour (its own, or '' for the facility's) has not passed yet, in the facility's time zone.
-- in:  enrolment_id int8, steps text[], days int8[], hours text[], now timestamptz
-- out: none
INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at, hour)
SELECT e.id, e.patient_id, e.place_id, s.step, s.day, e.anchor_date + s.day::integer, m.due_at, s.hour
  FROM enrolment e
  JOIN place pl ON pl.id = e.place_id
 CROSS JOIN LATERAL (SELECT step, day, nullif(hour, '')::time AS hour
	FROM unnest(:'steps'::text[], :'days'::int8[], :'hours'::text[]) AS a (step, day, hour)) s
 CROSS JOIN LATERAL (SELECT local_moment(e.anchor_date + s.day::integer, coalesce(s.hour, pl.checkin_time), pl.zone) AS due_at) m
 WHERE e.id = :enrolment_id AND m.due_at > :'now';
