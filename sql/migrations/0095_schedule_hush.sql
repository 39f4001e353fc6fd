-- A step may say that it does not leave for so many days after something has happened, or never again once it has:
-- silence_on, silence_days and clear_on, of the words of schedule_events() and report:NAME.

-- What has happened to follow-ups: the last moment of each of the events that are asked for, since they began and not
-- after a moment; of what lasts (task, case) that moment itself while it does, of what has only a day (attended) its end.  Set by set: one look a
-- kind for all who ask.
CREATE FUNCTION schedule_events(ids bigint[], events text[], since timestamptz[], at timestamptz) RETURNS TABLE (n bigint, last_at timestamptz)
LANGUAGE sql STABLE AS $$
	WITH h AS MATERIALIZED (
		SELECT x.n, x.event, greatest(x.since, e.created_at) AS since, e.patient_id, e.place_id, e.id AS enrolment_id
		  FROM unnest(ids, events, since) WITH ORDINALITY x (id, event, since, n) JOIN enrolment e ON e.id = x.id
	), found (n, last_at) AS (
		SELECT h.n, m.at FROM h JOIN thread t ON t.patient_id = h.patient_id
		  JOIN message m ON m.thread_id = t.id AND m.at >= h.since AND m.at <= $4 AND m.direction = 'in' AND m.patient_id = h.patient_id
		 WHERE h.event = 'wrote'
		UNION ALL
		SELECT h.n, m.at FROM h JOIN thread t ON t.patient_id = h.patient_id
		  JOIN message m ON m.thread_id = t.id AND m.at >= h.since AND m.at <= $4 AND m.direction = 'out' AND m.kind = 'nurse'
		   AND m.patient_id = h.patient_id AND m.state NOT IN ('held', 'cancelled')
		 WHERE h.event = 'nurse'
		UNION ALL
		SELECT h.n, r.reported_at FROM h
		  JOIN report r ON r.patient_id = h.patient_id AND r.reported_at >= h.since AND r.reported_at <= $4 AND r.state = 'final'
		   AND r.form = substr(h.event, 8)
		 WHERE h.event LIKE 'report:%'
		UNION ALL
		SELECT h.n, v.at FROM h JOIN place p ON p.id = h.place_id
		 CROSS JOIN LATERAL (SELECT least(local_moment(a.came_on + 1, '00:00', p.zone), $4) AS at FROM appointment a
		                      WHERE a.patient_id = h.patient_id AND a.status = 'attended' AND h.event IN ('visit', 'attended')
		                        AND local_moment(a.came_on, '00:00', p.zone) <= $4
		                     UNION ALL
		                     SELECT t.closed_at FROM task t WHERE t.patient_id = h.patient_id AND t.status = 'completed' AND t.outcome = 'came'
		                        AND h.event = 'visit'
		                     UNION ALL
		                     SELECT f.seen_at FROM referral f WHERE f.patient_id = h.patient_id AND h.event = 'visit') v
		 WHERE h.event IN ('visit', 'attended') AND v.at <= $4
		   AND v.at >= h.since
		UNION ALL
		SELECT h.n, coalesce(t.closed_at, $4) FROM h
		  JOIN task t ON t.patient_id = h.patient_id AND (t.kind = 'escalation') = (h.event = 'case')
		   AND t.created_at <= $4 AND (t.closed_at IS NULL OR t.closed_at >= h.since AND t.closed_at <= $4) AND t.status <> 'cancelled'
		 WHERE h.event IN ('task', 'case')
		UNION ALL
		SELECT h.n, x.decided_at FROM h JOIN escalation x ON x.patient_id = h.patient_id AND x.decided_at >= h.since AND x.decided_at <= $4
		 WHERE h.event = 'outcome'
	)
	SELECT n, max(last_at) FROM found GROUP BY n
$$;
CREATE INDEX escalation_patient ON escalation (patient_id, decided_at);

-- Why texts of these follow-ups, due at these moments by these steps of a plan, do not leave, as far as is known at another:
-- "clear:EVENT" or "silence:EVENT".  A silence ends so many days later at the same hour of the facility's clocks; what is due
-- at that very moment is still silent.
CREATE FUNCTION schedule_hushed(ids bigint[], steps text[], dues timestamptz[], plan jsonb, at timestamptz) RETURNS TABLE (enrolment_id bigint, step text, why text)
LANGUAGE sql STABLE AS $$
	WITH rule AS MATERIALIZED (
		SELECT s.value->>'name' AS name, 'clear' AS kind, w.event, NULL::integer AS days
		  FROM jsonb_array_elements(plan) s CROSS JOIN LATERAL regexp_split_to_table(s.value->>'clear_on', ' ') AS w (event)
		UNION ALL
		SELECT s.value->>'name', 'silence', w.event, (s.value->>'silence_days')::integer
		  FROM jsonb_array_elements(plan) s CROSS JOIN LATERAL regexp_split_to_table(s.value->>'silence_on', ' ') AS w (event)
	), asked AS MATERIALIZED (
		SELECT row_number() OVER () AS n, x.id, x.step, x.due, r.kind, r.event, r.days
		  FROM unnest(ids, steps, dues) x (id, step, due) JOIN rule r ON r.name = schedule_step_name(x.step)
	), heard AS (
		SELECT s.n, s.last_at
		  FROM (SELECT array_agg(id ORDER BY n) AS ids, array_agg(event ORDER BY n) AS events,
		               array_agg(CASE kind WHEN 'silence' THEN due - make_interval(days => days + 2) END ORDER BY n) AS since FROM asked) a
		 CROSS JOIN LATERAL schedule_events(a.ids, a.events, a.since, $5) s
	)
	SELECT DISTINCT ON (k.id, k.step) k.id, k.step, k.kind || ':' || k.event
	  FROM asked k JOIN heard USING (n) JOIN enrolment e ON e.id = k.id JOIN place p ON p.id = e.place_id
	 WHERE k.kind = 'clear'
	    OR k.due <= ((heard.last_at AT TIME ZONE p.zone) + make_interval(days => k.days)) AT TIME ZONE p.zone
	 ORDER BY k.id, k.step, k.kind, k.event
$$;

-- As in 0093_schedule_off.sql; a step that something keeps back takes no place before it has left.
CREATE OR REPLACE FUNCTION reminder_gives_way(which bigint, window_minutes integer, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
	WITH one AS (
		SELECT r.id, r.patient_id, r.place_id, r.enrolment_id, r.version_id, r.due_at, v.plan, v.per_day, v.workflow, schedule_rank(s.value) AS rank,
		       local_moment(d.day, '00:00', p.zone) AS midnight, local_moment(d.day + 1, '00:00', p.zone) AS next_midnight
		  FROM reminder r JOIN schedule_version v ON v.id = r.version_id JOIN place p ON p.id = r.place_id
		 CROSS JOIN LATERAL (SELECT ($3 AT TIME ZONE p.zone)::date AS day) d
		  LEFT JOIN LATERAL jsonb_array_elements(v.plan) s ON s.value->>'name' = schedule_step_name(r.step)
		 WHERE r.id = which
	)
	SELECT (SELECT count(*) FROM thread t JOIN message m ON m.thread_id = t.id
	         WHERE t.patient_id = one.patient_id AND m.patient_id = one.patient_id AND m.direction = 'out'
	           AND m.kind IN ('checkin', 'automatic') AND m.state <> 'cancelled' AND m.at >= one.midnight)
	     + (SELECT count(*) FROM reminder o JOIN LATERAL jsonb_array_elements(one.plan) s ON s.value->>'name' = o.step
	         WHERE o.enrolment_id = one.enrolment_id AND o.version_id = one.version_id AND o.state = 'planned' AND o.due_at < one.next_midnight
	           AND o.due_at + make_interval(mins => coalesce((s.value->>'good_minutes')::integer, window_minutes)) >= $3
	           AND NOT s.value ?| '{silent_only,silence_on,clear_on}' AND (schedule_rank(s.value), o.due_at, o.id) < (one.rank, one.due_at, one.id)
	           AND NOT schedule_is_off(one.place_id, one.workflow, o.step, o.due_at))
	       >= one.per_day
	  FROM one
$$;

-- As in 0093_schedule_off.sql, and what is kept back by what has happened until now ("silence:EVENT", "clear:EVENT").
CREATE OR REPLACE FUNCTION schedule_dry_run(steps jsonb, per_day integer, programme text, day_ date, at timestamptz)
RETURNS TABLE (place_name text, zone text, emergency_phone text, number text, language text, shared boolean, heard boolean, against text,
    step text, version_id bigint, due_now timestamptz, due_then timestamptz, planned timestamptz, moves text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH man AS MATERIALIZED (
		SELECT e.id, e.place_id, e.anchor_date, p.number, p.language,
		       p.phone_owner = 'shared' OR EXISTS (SELECT FROM patient o WHERE o.phone_id = p.phone_id AND o.id <> p.id) AS shared,
		       e.last_sign_at IS NOT NULL AS heard,
		       CASE WHEN p.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL) THEN 'opted-out'
		            WHEN e.paused_until > day_ THEN 'paused' WHEN p.phone_id IS NULL THEN 'no-number'
		            WHEN ph.stopped_at IS NOT NULL THEN 'blocked' ELSE '' END AS against
		  FROM enrolment e JOIN patient p ON p.id = e.patient_id LEFT JOIN phone ph ON ph.id = p.phone_id
		 WHERE e.state = 'active' AND e.workflow = programme AND my_role() = 'admin'
	), off AS MATERIALIZED (
		SELECT o.place_id, o.step FROM schedule_off o WHERE o.workflow = programme AND o.on_at IS NULL
	), wanted AS (
		SELECT s.value->>'name' AS name, schedule_rank(s.value) AS rank, s.value ?| '{silent_only,silence_on,clear_on}' AS maybe FROM jsonb_array_elements(steps) s
	), will AS (
		SELECT man.id, m.step, m.planned, m.moment, m.moves,
		       count(*) FILTER (WHERE NOT w.maybe AND m.step = w.name AND off.step IS NULL)
		           OVER (PARTITION BY man.id ORDER BY w.rank, m.moment, m.step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= per_day AS many
		  FROM (SELECT DISTINCT place_id, anchor_date FROM man) k
		 CROSS JOIN LATERAL schedule_moments(steps, k.anchor_date, k.place_id) m
		  JOIN wanted w ON w.name = schedule_step_name(m.step)
		  LEFT JOIN off ON off.place_id = k.place_id AND off.step = w.name
		  JOIN man ON man.place_id = k.place_id AND man.anchor_date = k.anchor_date
		 WHERE m.due_date = day_ AND m.moment > $5
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = man.id AND r.step = m.step AND r.state IN ('sent', 'missed'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.version_id, r.due_at FROM reminder r
		 WHERE r.state = 'planned' AND r.due_date = day_ AND r.due_at BETWEEN day_ - interval '2 days' AND day_ + interval '3 days' AND my_role() = 'admin'
	), hushed AS MATERIALIZED (
		SELECT h.enrolment_id AS id, h.step, h.why
		  FROM (SELECT array_agg(id) AS ids, array_agg(step) AS names, array_agg(moment) AS moments FROM will) w
		 CROSS JOIN LATERAL schedule_hushed(w.ids, w.names, w.moments, steps, $5) h
	)
	SELECT pl.name, pl.zone, pl.emergency_phone, man.number, man.language, man.shared, man.heard,
	       CASE WHEN man.against <> '' THEN man.against WHEN off.step IS NOT NULL THEN 'off' WHEN hushed.why IS NOT NULL THEN hushed.why WHEN will.many THEN 'many' ELSE '' END,
	       coalesce(will.step, is_.step), is_.version_id, is_.due_at, will.moment, will.planned, coalesce(will.moves, '{}')
	  FROM will FULL JOIN is_ USING (id, step) JOIN man USING (id) JOIN place pl ON pl.id = man.place_id
	  LEFT JOIN hushed ON hushed.id = man.id AND hushed.step = will.step
	  LEFT JOIN off ON off.place_id = man.place_id AND off.step = schedule_step_name(coalesce(will.step, is_.step))
	 ORDER BY coalesce(will.moment, is_.due_at), pl.name, man.number
$$;

REVOKE EXECUTE ON FUNCTION schedule_events(bigint[], text[], timestamptz[], timestamptz),
    schedule_hushed(bigint[], text[], timestamptz[], jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_events(bigint[], text[], timestamptz[], timestamptz),
    schedule_hushed(bigint[], text[], timestamptz[], jsonb, timestamptz) TO aftercare_worker;
