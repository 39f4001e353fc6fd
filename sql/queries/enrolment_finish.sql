-- Follow-up ends by itself the day after its last step, in the facility's calendar.
-- in:  now timestamptz, days int4
-- out: none
UPDATE enrolment e SET state = 'finished', ended_at = :'now', end_reason = 'follow-up complete'
  FROM place pl
 WHERE (SELECT pg_try_advisory_xact_lock(hashtext('calendar')))
   AND pl.id = e.place_id AND e.state = 'active'
   AND (:'now'::timestamptz AT TIME ZONE pl.zone)::date > e.anchor_date + :days + 1
   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = e.id AND r.state IN ('planned', 'late', 'held'));
