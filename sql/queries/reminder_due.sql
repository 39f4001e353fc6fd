-- Reminders whose moment has come, with what their texts need.  Other workers take other facilities: two in one would
-- make two calls of what can be one.  The others of his phone are those of whom a text may be, as in inbound_patients.
-- Who is just being changed is left to the next time; the others stay as they are here until reminder_send is done.
-- in:  now timestamptz, most int4, window_minutes int4
-- out: many id int8, patient_id int8, place_id int8, step text, due_at timestamptz, enrolment_state text,
--      opted_out bool, phone_id int8?, phone_stopped bool, shared bool, ever_heard bool, language text,
--      given_name text, place_name text, emergency_phone text, thread_id int8?,
--      family_name text, number text, others text, begins bool,
--      version_id int8?, waits bool, late_until timestamptz?, gives_way bool, off bool
WITH due AS (
	SELECT id, enrolment_id, patient_id, place_id, step, due_at, version_id, late_until FROM reminder
	 WHERE state = 'planned' AND due_at <= :'now'
	   -- Whose days may be others since is looked at first; hardly ever is there anybody.
	   AND (NOT EXISTS (SELECT FROM schedule_anew) OR NOT EXISTS (SELECT FROM schedule_anew a WHERE a.enrolment_id = reminder.enrolment_id))
	   AND pg_try_advisory_xact_lock(hashtext('reminder_due'), (place_id % 256)::integer)
	 ORDER BY due_at, place_id, id LIMIT :most FOR UPDATE SKIP LOCKED
), told AS MATERIALIZED ( -- in the order of their numbers, as they stand in the tables
	SELECT r.*, e.state, e.workflow, p.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out oo WHERE oo.enrolment_id = e.id AND oo.ended_at IS NULL) AS opted_out,
	       p.phone_id, ph.stopped_at IS NOT NULL AS stopped, p.phone_owner, e.last_sign_at IS NOT NULL AS ever_heard, p.language,
	       p.given_name, t.id AS thread_id, (t.last_at IS NULL AND t.state <> 'waiting') IS TRUE AS begins, p.family_name, p.number,
	       -- Hardly anybody shares his phone: whether he does is one look.
	       CASE WHEN EXISTS (SELECT FROM patient o WHERE o.phone_id = p.phone_id AND o.id <> p.id)
	            THEN (SELECT string_agg(concat_ws(E'\t', o.given_name, o.family_name, o.number), E'\n' ORDER BY o.id) FROM patient o
	                   WHERE o.phone_id = p.phone_id AND o.id <> p.id
	                     AND (EXISTS (SELECT FROM dose_due u WHERE u.child_id = o.id) OR EXISTS (SELECT FROM screening_person u WHERE u.patient_id = o.id AND u.state = 'asked')
	                          OR EXISTS (SELECT FROM enrolment oe WHERE oe.patient_id = o.id
	                                      AND (oe.state = 'active' OR oe.ended_at > :'now'::timestamptz - interval '30 days')))) END AS others
	  FROM (SELECT * FROM due ORDER BY id) r
	  JOIN enrolment e ON e.id = r.enrolment_id
	  JOIN patient p ON p.id = r.patient_id
	  LEFT JOIN phone ph ON ph.id = p.phone_id
	  LEFT JOIN thread t ON t.patient_id = r.patient_id
	   FOR SHARE OF p SKIP LOCKED
)
SELECT r.id, r.patient_id, r.place_id, r.step, r.due_at, r.state, r.opted_out, r.phone_id, r.stopped,
       r.phone_owner = 'shared' OR r.others IS NOT NULL, r.ever_heard, r.language, r.given_name, pl.name, pl.emergency_phone,
       r.thread_id, r.family_name, r.number, coalesce(r.others, ''), r.begins, r.version_id,
       -- Of a second asking: the first has left, and is not answered.
       CASE WHEN r.step LIKE '%.again' THEN EXISTS (SELECT FROM reminder f JOIN checkin c ON c.reminder_id = f.id
	WHERE f.enrolment_id = r.enrolment_id AND f.step = left(r.step, -6) AND c.answer = '') ELSE true END,
       -- Who was moved to another moment since is not late any more.
       CASE WHEN r.late_until + interval '1 minute' > r.due_at THEN r.late_until END, CASE WHEN v.per_day IS NOT NULL THEN reminder_gives_way(r.id, :window_minutes, :'now') ELSE false END,
       -- Hardly ever is anything off: as schedule_is_off() has it, but looked for once.
       CASE WHEN EXISTS (SELECT FROM schedule_off) THEN schedule_is_off(r.place_id, r.workflow, r.step, r.due_at) ELSE false END
  FROM told r JOIN place pl ON pl.id = r.place_id LEFT JOIN schedule_version v ON v.id = r.version_id
 ORDER BY r.place_id, r.step, r.language, r.id;
