-- What he is told before an appointment, at these hours of his facility's days, as far as it is still to come; each no
-- later than the next one, and the last so many minutes before he is expected.  What was told of this moment stays told.
-- in:  id int8, steps text[], days int8[], hours text[], late_minutes int4, now timestamptz
-- out: none
INSERT INTO appointment_reminder (appointment_id, place_id, patient_id, step, expected, due_at, good_until)
SELECT id, place_id, patient_id, step, at, due_at, good_until
  FROM (SELECT a.id, a.place_id, a.patient_id, a.at, s.step, m.due_at,
               least(coalesce(lead(m.due_at) OVER (ORDER BY m.due_at), 'infinity'), a.at - make_interval(mins => :late_minutes)) AS good_until
          FROM appointment a
          JOIN place pl ON pl.id = a.place_id
         CROSS JOIN unnest(:'steps'::text[], :'days'::int8[], :'hours'::text[]) AS s (step, days, hour)
         CROSS JOIN LATERAL (SELECT local_moment(a.day + s.days::integer, s.hour::time, pl.zone) AS due_at) m
         WHERE a.id = :id) p
 WHERE due_at > :'now' AND due_at < good_until
ON CONFLICT (appointment_id, step, expected) DO UPDATE
   SET state = 'planned', reason = '', message_id = NULL, due_at = excluded.due_at, good_until = excluded.good_until
 WHERE appointment_reminder.state = 'skipped' AND appointment_reminder.reason LIKE 'appointment-%';
