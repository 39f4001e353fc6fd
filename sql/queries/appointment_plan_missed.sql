-- What he is told who did not come: at this hour so many days after, or now where that is past; for two days.
-- in:  id int8, step text, days int4, hour text, now timestamptz
-- out: none
INSERT INTO appointment_reminder (appointment_id, place_id, patient_id, step, expected, due_at, good_until)
SELECT a.id, a.place_id, a.patient_id, :'step', a.at, m.due_at, m.due_at + interval '2 days'
  FROM appointment a
  JOIN place pl ON pl.id = a.place_id
 CROSS JOIN LATERAL (SELECT greatest(local_moment(a.day + :days, :'hour'::time, pl.zone), :'now') AS due_at) m
 WHERE a.id = :id
ON CONFLICT (appointment_id, step, expected) DO UPDATE
   SET state = 'planned', reason = '', message_id = NULL, due_at = excluded.due_at, good_until = excluded.good_until
 WHERE appointment_reminder.state = 'skipped' AND appointment_reminder.reason LIKE 'appointment-%';
