-- What is to be asked now, with what the texts need.  What may not leave now is moved: out of the hours, a closed day, the quiet
-- hours, a pause, or as many texts as he gets on one day.  Who has just answered is asked on at once.  Whom another worker has
-- in hand, and who is just being changed, is left to the next time.
-- in:  now timestamptz, most int4
-- out: many id int8, person_id int8, patient_id int8, follows bool, good_until timestamptz, phone_id int8?, phone_stopped bool, shared bool,
--      language text, given_name text, family_name text, number text, others text, place_name text, emergency_phone text, thread_id int8?, ask text
WITH due AS MATERIALIZED (
	SELECT a.id, a.person_id, a.patient_id, a.place_id, a.number AS question, a.due_at, coalesce(a.follows_until > :'now', false) AS follows,
	       s.id AS screening_id, s.to_hour, p.phone_id, p.phone_owner, p.language, p.given_name, p.family_name, p.number,
	       pl.name, pl.emergency_phone, pl.zone, (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today
	  FROM screening_ask a
	  JOIN screening_person r ON r.id = a.person_id
	  JOIN screening s ON s.id = r.screening_id
	  JOIN patient p ON p.id = a.patient_id
	  JOIN place pl ON pl.id = a.place_id
	 WHERE a.state = 'planned' AND a.due_at <= :'now' AND (s.state = 'running' OR a.follows_until > :'now')
	 ORDER BY a.due_at, a.id LIMIT :most
	   FOR UPDATE OF a SKIP LOCKED FOR SHARE OF p SKIP LOCKED
), timed AS MATERIALIZED (
	SELECT d.*, t.id AS thread_id,
	       CASE WHEN d.follows THEN :'now'::timestamptz ELSE coalesce(screening_moment(d.screening_id, d.place_id, greatest(:'now',
	            CASE WHEN e.paused_until > d.today THEN day_begins(e.paused_until, d.zone) END,
	            CASE WHEN (SELECT count(*) FROM message m WHERE m.thread_id = t.id AND m.patient_id = d.patient_id AND m.direction = 'out'
	                          AND m.kind IN ('automatic', 'checkin') AND m.state <> 'cancelled' AND m.at >= day_begins(d.today, d.zone)) >= coalesce(l.per_day, 20)
	                 THEN day_begins(d.today + 1, d.zone) END)), :'now'::timestamptz + interval '1 day') END AS moment
	  FROM due d
	  LEFT JOIN LATERAL (SELECT v.per_day FROM schedule_version v WHERE v.published_at IS NOT NULL ORDER BY v.published_at DESC LIMIT 1) l ON true
	  LEFT JOIN enrolment e ON e.patient_id = d.patient_id AND e.latest
	  LEFT JOIN thread t ON t.patient_id = d.patient_id
), moved AS (
	UPDATE screening_ask a SET due_at = t.moment FROM timed t WHERE a.id = t.id AND t.moment > :'now'
)
SELECT d.id, d.person_id, d.patient_id, d.follows,
       CASE WHEN d.follows THEN :'now'::timestamptz + interval '1 hour' ELSE greatest(local_moment(d.today, d.to_hour, d.zone), :'now'::timestamptz + interval '5 minutes') END,
       d.phone_id, ph.stopped_at IS NOT NULL, o.others IS NOT NULL OR d.phone_owner = 'shared', d.language, d.given_name, d.family_name, d.number,
       coalesce(o.others, ''), d.name, d.emergency_phone, d.thread_id, coalesce(q.ask ->> d.language, q.ask ->> 'en', '')
  FROM timed d
  LEFT JOIN screening_question q ON q.screening_id = d.screening_id AND q.number = d.question
  LEFT JOIN phone ph ON ph.id = d.phone_id
  LEFT JOIN LATERAL (SELECT string_agg(concat_ws(E'\t', s.given_name, s.family_name, s.number), E'\n' ORDER BY s.id) AS others FROM patient s
	WHERE s.phone_id = d.phone_id AND s.id <> d.patient_id
	  AND (EXISTS (SELECT FROM screening_person u WHERE u.patient_id = s.id AND u.state = 'asked')
	       OR EXISTS (SELECT FROM dose_due u WHERE u.child_id = s.id)
	       OR EXISTS (SELECT FROM enrolment oe WHERE oe.patient_id = s.id
	                     AND (oe.state = 'active' OR oe.ended_at > :'now'::timestamptz - interval '30 days')))) o ON true
 WHERE d.moment <= :'now'
 ORDER BY d.due_at, d.id;
