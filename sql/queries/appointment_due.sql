-- What is to be told of appointments now, with what the texts need.  Whom another worker has in hand, and who is just being
-- changed, is left to the next time.  The others of his phone are those of whom a text may be, as in inbound_patients.
-- in:  now timestamptz, most int4
-- out: many id int8, patient_id int8, step text, due_at timestamptz, good_until timestamptz, current bool, status text, day date, hour text,
--      opted_out bool, paused bool, lost bool, heard bool, phone_id int8?, phone_stopped bool, shared bool, language text,
--      given_name text, family_name text, number text, others text, place_name text, emergency_phone text, zone text,
--      quiet_from text, quiet_until text, thread_id int8?
WITH due AS MATERIALIZED (
	SELECT r.*, p.phone_id, p.phone_owner, p.language, p.given_name, p.family_name, p.number, p.opted_out_at
	  FROM appointment_reminder r
	  JOIN patient p ON p.id = r.patient_id
	 WHERE r.state = 'planned' AND r.due_at <= :'now'
	 ORDER BY r.due_at, r.id LIMIT :most
	   FOR UPDATE OF r SKIP LOCKED FOR SHARE OF p SKIP LOCKED
), told AS (
	SELECT d.*, (SELECT string_agg(concat_ws(E'\t', o.given_name, o.family_name, o.number), E'\n' ORDER BY o.id) FROM patient o
	              WHERE o.phone_id = d.phone_id AND o.id <> d.patient_id
	                AND (EXISTS (SELECT FROM dose_due u WHERE u.child_id = o.id) OR EXISTS (SELECT FROM screening_person u WHERE u.patient_id = o.id AND u.state = 'asked')
	                     OR EXISTS (SELECT FROM enrolment oe WHERE oe.patient_id = o.id
	                             AND (oe.state = 'active' OR oe.ended_at > :'now'::timestamptz - interval '30 days')))) AS others
	  FROM due d
)
SELECT d.id, d.patient_id, d.step, d.due_at, d.good_until, a.at = d.expected, a.status, a.day, left(a.hour::text, 5),
       d.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out oo WHERE oo.enrolment_id = e.id AND oo.ended_at IS NULL),
       coalesce(e.paused_until > (:'now'::timestamptz AT TIME ZONE pl.zone)::date, false),
       EXISTS (SELECT FROM lost l WHERE l.patient_id = d.patient_id AND l.ended_at IS NULL),
       coalesce(e.last_sign_at > a.missed_at, false),
       d.phone_id, ph.stopped_at IS NOT NULL, d.phone_owner = 'shared' OR d.others IS NOT NULL, d.language, d.given_name, d.family_name, d.number,
       coalesce(d.others, ''), pl.name, pl.emergency_phone, pl.zone, coalesce(to_char(pl.quiet_from, 'HH24:MI'), ''),
       coalesce(to_char(pl.quiet_until, 'HH24:MI'), ''), t.id
  FROM told d
  JOIN appointment a ON a.id = d.appointment_id
  JOIN place pl ON pl.id = d.place_id
  LEFT JOIN enrolment e ON e.patient_id = d.patient_id AND e.latest
  LEFT JOIN phone ph ON ph.id = d.phone_id
  LEFT JOIN thread t ON t.patient_id = d.patient_id
 ORDER BY d.due_at, d.id;
