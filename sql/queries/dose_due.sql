-- What is to be told of doses now, with what the texts need; of a child the latest day first, so that what is older gives way.
-- Whom another worker has in hand, and who is just being changed, is left to the next time.  The others of its phone are those
-- of whom a text may be.
-- in:  now timestamptz, most int4
-- out: many id int8, child_id int8, step text, due_on date, good_until timestamptz, current bool, told bool, opted_out bool, paused bool,
--      phone_id int8?, phone_stopped bool, shared bool, named bool, language text, given_name text, family_name text, number text, others text,
--      place_name text, emergency_phone text, thread_id int8?
WITH due AS MATERIALIZED (
	SELECT r.*, c.named, p.phone_id, p.phone_owner, p.language, p.given_name, p.family_name, p.number, p.opted_out_at,
	       pl.name, pl.emergency_phone, pl.zone, (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today
	  FROM dose_reminder r
	  JOIN child c ON c.id = r.child_id AND (c.replan_at IS NULL OR c.replan_at > :'now')
	  JOIN patient p ON p.id = r.child_id
	  JOIN place pl ON pl.id = r.place_id
	 WHERE r.state = 'planned' AND r.due_at <= :'now'
	 ORDER BY r.due_at, r.id LIMIT :most
	   FOR UPDATE OF r SKIP LOCKED FOR SHARE OF p SKIP LOCKED
)
SELECT d.id, d.child_id, d.step, d.due_on, d.good_until,
       EXISTS (SELECT FROM dose_due u WHERE u.child_id = d.child_id AND u.due_on = d.due_on AND (u.last_on IS NULL OR u.last_on >= d.today)),
       row_number() OVER (PARTITION BY d.child_id ORDER BY d.due_on DESC, d.id) > 1
           OR (SELECT count(*) FROM thread x JOIN message m ON m.thread_id = x.id
                WHERE x.patient_id = d.child_id AND m.patient_id = x.patient_id AND m.direction = 'out' AND m.kind = 'automatic'
                  AND m.state <> 'cancelled' AND m.at >= day_begins(d.today, d.zone)) >= coalesce(l.per_day, 20)
           OR EXISTS (SELECT FROM dose_reminder s JOIN message m ON m.id = s.message_id
                       WHERE s.child_id = d.child_id AND s.state = 'sent' AND m.state <> 'cancelled' AND m.at >= day_begins(d.today, d.zone)),
       d.opted_out_at IS NOT NULL, coalesce(e.paused_until > d.today, false), d.phone_id, ph.stopped_at IS NOT NULL,
       o.others IS NOT NULL OR d.phone_owner = 'shared', d.named, d.language, d.given_name, d.family_name, d.number, coalesce(o.others, ''),
       d.name, d.emergency_phone, t.id
  FROM due d
  LEFT JOIN LATERAL (SELECT v.per_day FROM schedule_version v WHERE v.published_at IS NOT NULL ORDER BY v.published_at DESC LIMIT 1) l ON true
  LEFT JOIN enrolment e ON e.patient_id = d.child_id AND e.latest
  LEFT JOIN phone ph ON ph.id = d.phone_id
  LEFT JOIN thread t ON t.patient_id = d.child_id
  LEFT JOIN LATERAL (SELECT string_agg(concat_ws(E'\t', s.given_name, s.family_name, s.number), E'\n' ORDER BY s.id) AS others FROM patient s
	WHERE s.phone_id = d.phone_id AND s.id <> d.child_id
	  AND (EXISTS (SELECT FROM dose_due u WHERE u.child_id = s.id) OR EXISTS (SELECT FROM screening_person u WHERE u.patient_id = s.id AND u.state = 'asked')
	       OR EXISTS (SELECT FROM enrolment oe WHERE oe.patient_id = s.id
	                     AND (oe.state = 'active' OR oe.ended_at > :'now'::timestamptz - interval '30 days')))) o ON true
 ORDER BY d.due_at, d.id;
