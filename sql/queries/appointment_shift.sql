-- He is expected at another hour or on another day; no row if he is expected on that day already.
-- in:  id int8, day date, hour text, now timestamptz
-- out: many id int8
UPDATE appointment a
   SET day = :'day', hour = :'hour'::time, at = local_moment(:'day', :'hour'::time, pl.zone), asks_at = day_begins(:'day'::date + 1, pl.zone),
       status = 'booked', asked_at = NULL, missed_at = NULL, came_on = NULL, answer_id = NULL,
       changed_at = :'now', version = a.version + 1
  FROM place pl
 WHERE a.id = :id AND pl.id = a.place_id
   AND NOT EXISTS (SELECT FROM appointment o WHERE o.patient_id = a.patient_id AND o.day = :'day' AND o.id <> a.id
                      AND o.status IN ('booked', 'confirmed', 'wants-change'))
RETURNING a.id;
