-- A client is expected at his facility at an hour of a day; no row if he is expected on that day already.
-- in:  patient_id int8, day date, hour text, what text, note text, user_id int8?, now timestamptz
-- out: one id int8
INSERT INTO appointment (place_id, patient_id, day, hour, at, asks_at, what, note, booked_at, booked_by, changed_at)
SELECT p.place_id, p.id, :'day'::date, :'hour'::time, local_moment(:'day'::date, :'hour'::time, pl.zone), day_begins(:'day'::date + 1, pl.zone),
       :'what', :'note', :'now', :user_id, :'now'
  FROM patient p JOIN place pl ON pl.id = p.place_id
 WHERE p.id = :patient_id AND p.died_on IS NULL
ON CONFLICT (patient_id, day) WHERE status IN ('booked', 'confirmed', 'wants-change') DO NOTHING
RETURNING id;
