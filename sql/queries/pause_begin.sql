-- No automatic texts to a patient in follow-up until a day; no row if he is in none.
-- in:  patient_id int8, days int4, reason text, user_id int8, now timestamptz
-- out: many until date
UPDATE enrolment e
   SET paused_until = (:'now'::timestamptz AT TIME ZONE pl.zone)::date + :days, pause_reason = :'reason', paused_by = :user_id
  FROM place pl
 WHERE e.patient_id = :patient_id AND e.state = 'active' AND pl.id = e.place_id
RETURNING e.paused_until;
