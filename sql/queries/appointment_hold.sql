-- Hold an appointment that is about to change.
-- in:  id int8
-- out: one id int8, patient_id int8, place_id int8, day date, hour text, at timestamptz, what text, status text, version int4, task_id int8?, zone text,
--      asked_at timestamptz?
SELECT a.id, a.patient_id, a.place_id, a.day, left(a.hour::text, 5), a.at, a.what, a.status, a.version, a.task_id, pl.zone, a.asked_at
  FROM appointment a JOIN place pl ON pl.id = a.place_id
 WHERE a.id = :id FOR UPDATE OF a;
