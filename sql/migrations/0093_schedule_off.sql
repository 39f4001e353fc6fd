-- A step that is switched off at a facility, without a version: what has its moment there meanwhile does not leave, by whichever
-- version it was planned.  Nothing that is planned is changed, so that nothing has to be found again when it is on.
CREATE TABLE schedule_off (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	workflow	text NOT NULL CHECK (length(workflow) BETWEEN 1 AND 60),
	place_id	bigint NOT NULL REFERENCES place,
	step		text NOT NULL CHECK (length(step) BETWEEN 1 AND 40),
	reason		text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
	off_at		timestamptz NOT NULL,
	off_by		bigint REFERENCES app_user,
	on_at		timestamptz CHECK (on_at >= off_at),	-- NULL: it is off
	on_by		bigint REFERENCES app_user,
	on_reason	text CHECK (length(on_reason) BETWEEN 1 AND 200),
	CHECK ((on_at IS NULL) = (on_reason IS NULL))
);
CREATE UNIQUE INDEX schedule_off_now ON schedule_off (place_id, workflow, step) WHERE on_at IS NULL;
CREATE INDEX schedule_off_of ON schedule_off (place_id, step);
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON schedule_off FOR EACH ROW EXECUTE FUNCTION audit_write();

ALTER TABLE schedule_off ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_off FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON schedule_off FOR SELECT TO aftercare_site
	USING ((SELECT my_role()) = 'admin' OR place_id = ANY ((SELECT my_places())::bigint[]));
CREATE POLICY admin_insert ON schedule_off FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON schedule_off FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON schedule_off FOR SELECT TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE ON schedule_off TO aftercare_site;
GRANT SELECT ON schedule_off TO aftercare_worker;

-- A step and its second asking are off together.
CREATE FUNCTION schedule_step_name(step text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN step LIKE '%.again' THEN left(step, -6) ELSE step END
$$;

-- Whether what is due at a moment does not leave: the step is off now, or was off then.
CREATE FUNCTION schedule_is_off(here bigint, programme text, step text, due_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM schedule_off o
	                WHERE o.place_id = here AND o.step = schedule_step_name($3) AND o.workflow = programme
	                  AND (o.on_at IS NULL OR o.off_at <= $4 AND o.on_at > $4))
$$;

-- Of a step at a facility: what of it is still to come, and of how many clients.  For the administrator, who sees no client.
CREATE FUNCTION schedule_off_count(here bigint, programme text, of_step text, at timestamptz)
RETURNS TABLE (texts bigint, clients bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*), count(DISTINCT e.id)
	  FROM enrolment e JOIN reminder r ON r.enrolment_id = e.id AND r.step IN (of_step, of_step || '.again')
	 WHERE my_role() = 'admin' AND e.place_id = here AND e.workflow = programme AND e.state = 'active'
	   AND (r.state = 'planned' AND r.due_at > $4 OR r.state IN ('late', 'held'))
$$;

-- What is off, or was: the latest first, those that are off before the others.  Kept back is what did not leave because of it.
CREATE FUNCTION schedule_off_list(programme text)
RETURNS TABLE (id bigint, place_id bigint, place_name text, zone text, step text, reason text, off_at timestamptz, off_by text,
    on_at timestamptz, on_by text, on_reason text, kept bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT o.id, p.id, p.name, p.zone, o.step, o.reason, o.off_at, coalesce(a.name, ''), o.on_at, coalesce(b.name, ''), coalesce(o.on_reason, ''),
	       (SELECT count(*) FROM enrolment e JOIN reminder r ON r.enrolment_id = e.id AND r.step IN (o.step, o.step || '.again')
	         WHERE e.place_id = o.place_id AND e.workflow = o.workflow AND r.state = 'skipped' AND r.reason = 'step-off'
	           AND (o.on_at IS NULL OR r.due_at < o.on_at)
	           AND NOT EXISTS (SELECT FROM schedule_off b WHERE b.place_id = o.place_id AND b.workflow = o.workflow AND b.step = o.step
	                              AND b.on_at <= o.off_at AND r.due_at < b.on_at))
	  FROM schedule_off o JOIN place p ON p.id = o.place_id
	  LEFT JOIN app_user a ON a.id = o.off_by LEFT JOIN app_user b ON b.id = o.on_by
	 WHERE my_role() = 'admin' AND o.workflow = programme
	 ORDER BY o.on_at IS NOT NULL, coalesce(o.on_at, o.off_at) DESC, o.id DESC LIMIT 100
$$;

-- As in 0085_per_day.sql; what is off takes no place of a day.
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
	           AND NOT s.value ? 'silent_only' AND (schedule_rank(s.value), o.due_at, o.id) < (one.rank, one.due_at, one.id)
	           AND NOT schedule_is_off(one.place_id, one.workflow, o.step, o.due_at))
	       >= one.per_day
	  FROM one
$$;

-- As in 0085_per_day.sql, and what is off at the facility ("off"), which takes no place.
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
		SELECT s.value->>'name' AS name, schedule_rank(s.value) AS rank, s.value ? 'silent_only' AS maybe FROM jsonb_array_elements(steps) s
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
	)
	SELECT pl.name, pl.zone, pl.emergency_phone, man.number, man.language, man.shared, man.heard,
	       CASE WHEN man.against <> '' THEN man.against WHEN off.step IS NOT NULL THEN 'off' WHEN will.many THEN 'many' ELSE '' END,
	       coalesce(will.step, is_.step), is_.version_id, is_.due_at, will.moment, will.planned, coalesce(will.moves, '{}')
	  FROM will FULL JOIN is_ USING (id, step) JOIN man USING (id) JOIN place pl ON pl.id = man.place_id
	  LEFT JOIN off ON off.place_id = man.place_id AND off.step = schedule_step_name(coalesce(will.step, is_.step))
	 ORDER BY coalesce(will.moment, is_.due_at), pl.name, man.number
$$;

REVOKE EXECUTE ON FUNCTION schedule_step_name(text), schedule_is_off(bigint, text, text, timestamptz),
    schedule_off_count(bigint, text, text, timestamptz), schedule_off_list(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_step_name(text), schedule_is_off(bigint, text, text, timestamptz) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_off_count(bigint, text, text, timestamptz), schedule_off_list(text) TO aftercare_site;
