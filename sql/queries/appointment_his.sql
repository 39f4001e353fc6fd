-- A client's appointments, the latest first.
-- in:  patient_id int8, most int4
-- out: many id int8, day date, hour text, at timestamptz, what text, status text
SELECT id, day, left(hour::text, 5), at, what, status FROM appointment
 WHERE patient_id = :patient_id
 ORDER BY day DESC, hour DESC, id DESC LIMIT :most;
