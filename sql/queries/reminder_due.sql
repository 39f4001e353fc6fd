-- Reminders whose moment has come, with what their texts need.  Other workers take other facilities: two in one would
-- make two calls of what can be one.
-- in:  now timestamptz, most int4
-- out: many id int8, enrolment_id int8, patient_id int8, place_id int8, step text, day int4, due_at timestamptz,
--      enrolment_state text, opted_out bool, phone_id int8?, phone_stopped bool, shared bool, ever_heard bool,
--      language text, given_name text, place_name text, emergency_phone text, thread_id int8?
WITH due AS (
	SELECT id, enrolment_id, patient_id, place_id, step, day, due_at FROM reminder
	 WHERE state = 'planned' AND due_at <= :'now'
	   AND pg_try_advisory_xact_lock(hashtext('reminder_due'), (place_id % 256)::integer)
	 ORDER BY due_at, place_id, id LIMIT :most FOR UPDATE SKIP LOCKED
)
SELECT r.id, r.enrolment_id, r.patient_id, r.place_id, r.step, r.day, r.due_at,
       e.state, p.opted_out_at IS NOT NULL, p.phone_id, ph.stopped_at IS NOT NULL,
       p.phone_owner = 'shared' OR EXISTS (SELECT FROM patient o JOIN enrolment oe ON oe.patient_id = o.id
            WHERE o.phone_id = p.phone_id AND o.id <> p.id AND oe.state = 'active'),
       e.last_sign_at IS NOT NULL, p.language, p.given_name, pl.name, pl.emergency_phone, t.id
  FROM (SELECT * FROM due ORDER BY id) r
  JOIN enrolment e ON e.id = r.enrolment_id
  JOIN patient p ON p.id = r.patient_id
  JOIN place pl ON pl.id = r.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = r.patient_id
 ORDER BY r.place_id, r.step, p.language, r.id;
