-- At most so many automatic texts a person a day, and which step gives way: one that is wanted first before one that says
-- nothing, that before one that is wanted last; then the earlier.
ALTER TABLE schedule_version ADD per_day integer CHECK (per_day BETWEEN 1 AND 20); -- NULL: any number

CREATE FUNCTION schedule_rank(step jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE step->>'priority' WHEN 'first' THEN 0 WHEN 'last' THEN 2 ELSE 1 END
$$;

-- Whether a reminder whose moment has come gives way to what he had today, and to what of the same follow-up is still to come
-- today and goes before it.  What leaves only in some case (asked again, never heard of) takes no place before it has left, nor
-- does what is late by now; window_minutes are those of a step that names none.
CREATE FUNCTION reminder_gives_way(which bigint, window_minutes integer, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
	WITH one AS (
		SELECT r.id, r.patient_id, r.enrolment_id, r.version_id, r.due_at, v.plan, v.per_day, schedule_rank(s.value) AS rank,
		       local_moment(d.day, '00:00', p.zone) AS midnight, local_moment(d.day + 1, '00:00', p.zone) AS next_midnight
		  FROM reminder r JOIN schedule_version v ON v.id = r.version_id JOIN place p ON p.id = r.place_id
		 CROSS JOIN LATERAL (SELECT ($3 AT TIME ZONE p.zone)::date AS day) d
		  LEFT JOIN LATERAL jsonb_array_elements(v.plan) s ON s.value->>'name' = regexp_replace(r.step, '[.]again$', '')
		 WHERE r.id = which
	)
	SELECT (SELECT count(*) FROM thread t JOIN message m ON m.thread_id = t.id
	         WHERE t.patient_id = one.patient_id AND m.patient_id = one.patient_id AND m.direction = 'out'
	           AND m.kind IN ('checkin', 'automatic') AND m.state <> 'cancelled' AND m.at >= one.midnight)
	     + (SELECT count(*) FROM reminder o JOIN LATERAL jsonb_array_elements(one.plan) s ON s.value->>'name' = o.step
	         WHERE o.enrolment_id = one.enrolment_id AND o.version_id = one.version_id AND o.state = 'planned' AND o.due_at < one.next_midnight
	           AND o.due_at + make_interval(mins => coalesce((s.value->>'good_minutes')::integer, window_minutes)) >= $3
	           AND NOT s.value ? 'silent_only' AND (schedule_rank(s.value), o.due_at, o.id) < (one.rank, one.due_at, one.id))
	       >= one.per_day
	  FROM one
$$;

-- As in 0081_schedule_version.sql, and who gives way that day by the other plan ("many").
DROP FUNCTION schedule_dry_run(jsonb, text, date, timestamptz);
CREATE FUNCTION schedule_dry_run(steps jsonb, per_day integer, programme text, day_ date, at timestamptz)
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
	), wanted AS (
		SELECT s.value->>'name' AS name, schedule_rank(s.value) AS rank, s.value ? 'silent_only' AS maybe FROM jsonb_array_elements(steps) s
	), will AS (
		SELECT man.id, m.step, m.planned, m.moment, m.moves,
		       count(*) FILTER (WHERE NOT w.maybe AND m.step = w.name) OVER (PARTITION BY man.id ORDER BY w.rank, m.moment, m.step
		           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= per_day AS many
		  FROM (SELECT DISTINCT place_id, anchor_date FROM man) k
		 CROSS JOIN LATERAL schedule_moments(steps, k.anchor_date, k.place_id) m
		  JOIN wanted w ON w.name = regexp_replace(m.step, '[.]again$', '')
		  JOIN man USING (place_id, anchor_date)
		 WHERE m.due_date = day_ AND m.moment > $5
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = man.id AND r.step = m.step AND r.state IN ('sent', 'missed'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.version_id, r.due_at FROM reminder r
		 WHERE r.state = 'planned' AND r.due_date = day_ AND r.due_at BETWEEN day_ - interval '2 days' AND day_ + interval '3 days' AND my_role() = 'admin'
	)
	SELECT pl.name, pl.zone, pl.emergency_phone, man.number, man.language, man.shared, man.heard,
	       CASE WHEN man.against = '' AND will.many THEN 'many' ELSE man.against END,
	       step, is_.version_id, is_.due_at, will.moment, will.planned, coalesce(will.moves, '{}')
	  FROM will FULL JOIN is_ USING (id, step) JOIN man USING (id) JOIN place pl ON pl.id = man.place_id
	 ORDER BY coalesce(will.moment, is_.due_at), pl.name, man.number
$$;

REVOKE EXECUTE ON FUNCTION schedule_rank(jsonb), reminder_gives_way(bigint, integer, timestamptz),
    schedule_dry_run(jsonb, integer, text, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_rank(jsonb), reminder_gives_way(bigint, integer, timestamptz) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_dry_run(jsonb, integer, text, date, timestamptz) TO aftercare_site;
