-- Those of a client that are not over: all that are expected, or of this day and before, and who is looked for.
-- in:  patient_id int8, until_today bool, now timestamptz
-- out: many id int8, status text
SELECT a.id, a.status
  FROM appointment a JOIN place pl ON pl.id = a.place_id
 WHERE a.patient_id = :patient_id
   AND (a.status IN ('booked', 'confirmed', 'wants-change') OR :until_today AND a.status = 'missed')
   AND (NOT :until_today OR a.day <= (:'now'::timestamptz AT TIME ZONE pl.zone)::date)
 ORDER BY a.id;
