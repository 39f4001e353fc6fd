-- Versions of a programme's schedule.  One is a draft, the others are published and never changed; in use is the latest.
-- Without any the pack's own steps hold.  A plan is an array of steps: core/schedule_step.h.
CREATE TABLE schedule_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	workflow	text NOT NULL CHECK (length(workflow) BETWEEN 1 AND 60),
	number		integer NOT NULL CHECK (number > 0),
	plan		jsonb NOT NULL CHECK (jsonb_typeof(plan) = 'array' AND jsonb_array_length(plan) BETWEEN 1 AND 100),
	edits		integer NOT NULL DEFAULT 1,	-- one more with every change
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	changed_at	timestamptz NOT NULL,
	tried_edits	integer,			-- the edits of its last dry run
	tried_at	timestamptz,
	tried_by	bigint REFERENCES app_user,
	published_at	timestamptz,
	published_by	bigint REFERENCES app_user,
	for_all		boolean NOT NULL DEFAULT false,	-- also for whoever is in follow-up
	UNIQUE (workflow, number),
	CHECK ((tried_edits IS NULL) = (tried_at IS NULL))
);
CREATE UNIQUE INDEX schedule_version_draft ON schedule_version (workflow) WHERE published_at IS NULL;

CREATE FUNCTION schedule_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.published_at IS NOT NULL THEN
		RAISE check_violation USING MESSAGE = 'a published schedule is never changed';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF NEW.published_at IS NOT NULL AND NEW.tried_edits IS DISTINCT FROM NEW.edits THEN
		RAISE check_violation USING MESSAGE = 'a schedule is published after its dry run';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON schedule_version FOR EACH ROW EXECUTE FUNCTION schedule_version_guard();
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON schedule_version FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Facilities whose men in follow-up still have to be moved to the version in use: the worker takes one after the other.
CREATE TABLE schedule_move (
	place_id	bigint PRIMARY KEY REFERENCES place,
	version_id	bigint NOT NULL REFERENCES schedule_version
);

ALTER TABLE schedule_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_version FORCE ROW LEVEL SECURITY;
ALTER TABLE schedule_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_move FORCE ROW LEVEL SECURITY;
-- Whoever registers somebody plans his reminders.
CREATE POLICY everybody ON schedule_version FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON schedule_version FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON schedule_version FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin_delete ON schedule_version FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin ON schedule_move FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON schedule_version FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY worker ON schedule_move FOR ALL TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_version TO aftercare_site;
GRANT SELECT ON schedule_move TO aftercare_site;
GRANT SELECT ON schedule_version TO aftercare_worker;
GRANT SELECT, UPDATE, DELETE ON schedule_move TO aftercare_worker;

-- By which version it was planned; NULL: by the pack.  A version that was published is never gone, so no key is asked for
-- 14 times with each man who is registered.
ALTER TABLE reminder ADD version_id bigint;

-- Every step of a plan for whoever's anchor is this day at a facility, and its second asking, "day_3.again".
CREATE FUNCTION schedule_moments(plan jsonb, anchor date, which bigint)
RETURNS TABLE (step text, day integer, due_date date, planned timestamptz, moment timestamptz, moves text[], hour time)
LANGUAGE sql STABLE AS $$
	WITH here AS MATERIALIZED (
		SELECT p.*, ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id) AS holidays FROM place p WHERE p.id = which
	), first AS (
		SELECT s.value AS step, m.* FROM here p CROSS JOIN LATERAL jsonb_array_elements(plan) s
		 CROSS JOIN LATERAL schedule_moment(s.value, anchor, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days, p.holidays) m
	), every AS (
		SELECT f.step->>'name' AS name, f.step, f.planned AS counts, f.planned, f.moment, f.moves FROM first f
		UNION ALL
		SELECT f.step->>'name' || '.again', f.step, f.planned, m.planned, m.moment, m.moves FROM first f CROSS JOIN here p
		 CROSS JOIN LATERAL schedule_moment((f.step - 'weekday') || jsonb_build_object('after', f.step->'again_hours', 'unit', 'hours'),
		       f.moment AT TIME ZONE p.zone, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days, p.holidays) m
		 WHERE f.step ? 'again_hours' AND f.moment IS NOT NULL
	)
	SELECT e.name, (e.counts AT TIME ZONE p.zone)::date - anchor, (coalesce(e.moment, e.planned) AT TIME ZONE p.zone)::date,
	       e.planned, e.moment, e.moves, (e.step->>'hour')::time
	  FROM every e CROSS JOIN here p
$$;

-- What is planned at a facility, of one patient or of all, for the moments that its hours, days and zone say now.  What
-- would then be past stays where it is.
CREATE FUNCTION schedule_remoment(which bigint, whom bigint, from_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	moved bigint;
	by_plan bigint;
BEGIN
	UPDATE reminder r SET due_at = local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone)
	  FROM place p
	 WHERE p.id = which AND r.place_id = which AND (whom IS NULL OR r.patient_id = whom) AND r.state = 'planned' AND r.version_id IS NULL
	   AND local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone) > from_moment
	   AND local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone) <> r.due_at;
	GET DIAGNOSTICS moved = ROW_COUNT;
	WITH his AS MATERIALIZED (
		SELECT r.id, r.version_id, r.step, e.anchor_date FROM reminder r JOIN enrolment e ON e.id = r.enrolment_id
		 WHERE r.place_id = which AND (whom IS NULL OR r.patient_id = whom) AND r.state = 'planned' AND r.version_id IS NOT NULL
	)
	UPDATE reminder r SET due_at = m.moment, due_date = m.due_date
	  FROM his h
	  JOIN (SELECT k.version_id, k.anchor_date, s.* FROM (SELECT DISTINCT version_id, anchor_date FROM his) k
	          JOIN schedule_version v ON v.id = k.version_id
	         CROSS JOIN LATERAL schedule_moments(v.plan, k.anchor_date, which) s) m USING (version_id, anchor_date, step)
	 WHERE r.id = h.id AND r.state = 'planned' AND m.moment > from_moment AND m.moment <> r.due_at;
	GET DIAGNOSTICS by_plan = ROW_COUNT;
	RETURN moved + by_plan;
END $$;

CREATE OR REPLACE FUNCTION schedule_replan(which bigint, from_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator moves a place''s schedule';
	END IF;
	RETURN schedule_remoment(which, NULL, from_moment);
END $$;

-- As in 0063_course.sql, but for what is planned.
CREATE OR REPLACE FUNCTION patient_move(whom bigint, there bigint, why text, at timestamptz) RETURNS TABLE (task_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	him patient;
	goal place;
	came_from text;
BEGIN
	SELECT * INTO him FROM patient p
	 WHERE p.id = whom AND p.place_id = ANY (my_places()) AND my_role() IN ('nurse', 'supervisor') FOR UPDATE;
	SELECT * INTO goal FROM place p WHERE p.id = there AND p.active AND p.kind = 'facility' AND p.id <> him.place_id;
	IF him.id IS NULL OR goal.id IS NULL THEN
		RETURN;
	END IF;
	came_from := (SELECT p.name FROM place p WHERE p.id = him.place_id);
	UPDATE patient p
	   SET place_id = there, version = p.version + 1,
	       number = CASE WHEN EXISTS (SELECT FROM patient o WHERE o.place_id = there AND o.number = p.number)
	                     THEN patient_next_number(there, 1) ELSE p.number END
	 WHERE p.id = whom;
	UPDATE task_event e SET place_id = there FROM task t WHERE t.patient_id = whom AND e.task_id = t.id;
	UPDATE task t
	   SET owner_id = NULL, status = task_held(t.status, NULL), version = t.version + 1, event = 'released'
	 WHERE t.patient_id = whom AND t.open AND t.owner_id IS NOT NULL
	   AND NOT EXISTS (SELECT FROM user_place u WHERE u.user_id = t.owner_id AND u.place_id = there);
	UPDATE thread t SET assigned_to = NULL
	 WHERE t.patient_id = whom AND NOT EXISTS (SELECT FROM user_place u WHERE u.user_id = t.assigned_to AND u.place_id = there);
	PERFORM schedule_remoment(there, whom, patient_move.at);
	RETURN QUERY
	INSERT INTO task (kind, source, place_id, patient_id, thread_id, enrolment_id, status, priority, performer, words, who,
	       starts_at, due_at, created_at, created_by)
	SELECT 'free', 'moved:' || whom || ':' || ms(patient_move.at), there, whom, t.id, e.id, 'requested', 3, 'nurse',
	       'Comes to you from ' || came_from || ': ' || why, trim(him.given_name || ' ' || him.family_name),
	       patient_move.at, patient_move.at + interval '24 hours', patient_move.at, my_id()
	  FROM (SELECT) one
	  LEFT JOIN thread t ON t.patient_id = whom
	  LEFT JOIN enrolment e ON e.patient_id = whom AND e.latest
	RETURNING task.id;
END $$;

-- The whole next facility whose men are to be moved: what is to come follows the version, what it does not know any more is
-- skipped, what is new is planned; what has left or has been skipped for good stays.  NULL: there is none left.
CREATE FUNCTION schedule_move_next(at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	here schedule_move;
	steps jsonb;
	programme text;
BEGIN
	SELECT * INTO here FROM schedule_move ORDER BY place_id LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF here.place_id IS NULL THEN
		RETURN NULL;
	END IF;
	SELECT plan, workflow INTO steps, programme FROM schedule_version WHERE id = here.version_id;
	WITH man AS MATERIALIZED (
		SELECT e.*, p.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL) AS opted_out
		  FROM enrolment e JOIN patient p ON p.id = e.patient_id
		 WHERE e.place_id = here.place_id AND e.state = 'active' AND e.workflow = programme
	), his AS MATERIALIZED (
		SELECT man.*, m.step, m.day, m.due_date, m.moment, m.hour
		  FROM (SELECT DISTINCT anchor_date FROM man) k
		 CROSS JOIN LATERAL schedule_moments(steps, k.anchor_date, here.place_id) m
		  JOIN man USING (anchor_date)
		 WHERE m.moment > $1
	), gone AS (
		UPDATE reminder r SET state = 'skipped', reason = 'not in the schedule any more'
		  FROM man WHERE r.enrolment_id = man.id AND (r.state = 'planned' OR r.state = 'skipped' AND r.due_at > $1)
		   AND NOT EXISTS (SELECT FROM his WHERE his.id = r.enrolment_id AND his.step = r.step)
		   AND NOT (r.step IN (SELECT jsonb_array_elements(steps)->>'name'))
	), moved AS (
		UPDATE reminder r SET version_id = here.version_id, day = his.day, due_date = his.due_date, due_at = his.moment, hour = his.hour,
		       state = CASE r.reason WHEN 'not in the schedule any more' THEN 'planned' ELSE r.state END,
		       reason = CASE r.reason WHEN 'not in the schedule any more' THEN '' ELSE r.reason END
		  FROM his WHERE r.enrolment_id = his.id AND r.step = his.step AND (r.state = 'planned' OR r.state = 'skipped' AND r.due_at > $1)
	)
	INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, day, due_date, due_at, hour, state, reason)
	SELECT his.id, his.patient_id, his.place_id, here.version_id, his.step, his.day, his.due_date, his.moment, his.hour,
	       CASE WHEN w.why = '' THEN 'planned' ELSE 'skipped' END, w.why
	  FROM his CROSS JOIN LATERAL (SELECT CASE WHEN his.opted_out THEN 'opted-out' WHEN his.due_date < his.paused_until THEN 'paused' ELSE '' END AS why) w
	 WHERE NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = his.id AND r.step = his.step)
	    ON CONFLICT (enrolment_id, step) DO NOTHING;
	DELETE FROM schedule_move WHERE place_id = here.place_id;
	RETURN here.place_id;
END $$;

-- From now on this version holds; false: it was changed since its dry run, or is no draft any more.
CREATE FUNCTION schedule_publish(which bigint, edits_seen integer, all_of_them boolean, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator publishes a schedule';
	END IF;
	UPDATE schedule_version v SET published_at = $4, published_by = my_id(), for_all = $3
	 WHERE v.id = which AND v.published_at IS NULL AND v.edits = edits_seen AND v.tried_edits = edits_seen;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO schedule_move (place_id, version_id)
	SELECT DISTINCT e.place_id, which FROM enrolment e JOIN schedule_version v ON v.id = which AND v.workflow = e.workflow
	 WHERE e.state = 'active' AND all_of_them
	    ON CONFLICT (place_id) DO UPDATE SET version_id = which;
	RETURN true;
END $$;

-- A day as it is planned, beside what it would be by another plan: numbers and facilities, nobody's name.  Against says why
-- nothing would leave; heard and shared decide which words.
CREATE FUNCTION schedule_dry_run(steps jsonb, programme text, day_ date, at timestamptz)
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
	), will AS (
		SELECT man.id, m.step, m.planned, m.moment, m.moves
		  FROM (SELECT DISTINCT place_id, anchor_date FROM man) k
		 CROSS JOIN LATERAL schedule_moments(steps, k.anchor_date, k.place_id) m
		  JOIN man USING (place_id, anchor_date)
		 WHERE m.due_date = day_ AND m.moment > $4
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = man.id AND r.step = m.step AND r.state IN ('sent', 'missed'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.version_id, r.due_at FROM reminder r
		 WHERE r.state = 'planned' AND r.due_date = day_ AND r.due_at BETWEEN day_ - interval '2 days' AND day_ + interval '3 days' AND my_role() = 'admin'
	)
	SELECT pl.name, pl.zone, pl.emergency_phone, man.number, man.language, man.shared, man.heard, man.against,
	       step, is_.version_id, is_.due_at, will.moment, will.planned, coalesce(will.moves, '{}')
	  FROM will FULL JOIN is_ USING (id, step) JOIN man USING (id) JOIN place pl ON pl.id = man.place_id
	 ORDER BY coalesce(will.moment, is_.due_at), pl.name, man.number
$$;

-- How many sends to come would be moved, added and left out, and of how many men.
CREATE FUNCTION schedule_changes(steps jsonb, programme text, at timestamptz)
RETURNS TABLE (men bigint, same bigint, moved bigint, added bigint, gone bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH man AS MATERIALIZED (
		SELECT e.id, e.place_id, e.anchor_date FROM enrolment e WHERE e.state = 'active' AND e.workflow = programme AND my_role() = 'admin'
	), will AS (
		SELECT man.id, m.step, m.moment
		  FROM (SELECT DISTINCT place_id, anchor_date FROM man) k
		 CROSS JOIN LATERAL schedule_moments(steps, k.anchor_date, k.place_id) m
		  JOIN man USING (place_id, anchor_date)
		 WHERE m.moment > $3
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = man.id AND r.step = m.step AND (r.state IN ('sent', 'missed') OR r.state = 'skipped'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.due_at FROM reminder r JOIN man ON man.id = r.enrolment_id WHERE r.state = 'planned' AND r.due_at > $3
	), both_ AS (SELECT id, will.moment, is_.due_at FROM will FULL JOIN is_ USING (id, step))
	SELECT count(DISTINCT id) FILTER (WHERE moment IS DISTINCT FROM due_at), count(*) FILTER (WHERE moment = due_at),
	       count(*) FILTER (WHERE moment <> due_at), count(*) FILTER (WHERE due_at IS NULL), count(*) FILTER (WHERE moment IS NULL) FROM both_
$$;

REVOKE EXECUTE ON FUNCTION schedule_version_guard(), schedule_moments(jsonb, date, bigint), schedule_remoment(bigint, bigint, timestamptz),
    schedule_move_next(timestamptz), schedule_publish(bigint, integer, boolean, timestamptz),
    schedule_dry_run(jsonb, text, date, timestamptz), schedule_changes(jsonb, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_moments(jsonb, date, bigint) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_move_next(timestamptz) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_publish(bigint, integer, boolean, timestamptz), schedule_dry_run(jsonb, text, date, timestamptz),
    schedule_changes(jsonb, text, timestamptz) TO aftercare_site;
