-- A word more of the same man; no longer than this from the beginning.
-- in:  phone_id int8, patient_id int8, until timestamptz, most_hours int4
-- out: none
UPDATE phone_talk
   SET until = greatest(until, least(:'until'::timestamptz, since + make_interval(hours => :most_hours)))
 WHERE phone_id = :phone_id AND patient_id = :patient_id;
