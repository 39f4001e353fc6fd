-- What a step counts from: the day of the procedure as ever, or by its "anchor" the birth, the last visit, the registration, a
-- report (report:FORM, the day it was reported) or a date that stands in it (report:FORM/group.field).  What a day counts from
-- may become known, change and be gone while somebody is in follow-up: what has not left follows it.
ALTER TABLE reminder ADD anchor text, ADD anchor_day date;	-- NULL: the procedure, and its enrolment's day
ALTER TABLE reminder ADD CONSTRAINT reminder_anchor CHECK ((anchor IS NULL) = (anchor_day IS NULL));

-- Who follows a version of which a step counts from another day; and of whom such a day may be another one since.
CREATE TABLE schedule_follower (
	enrolment_id	bigint PRIMARY KEY REFERENCES enrolment ON DELETE CASCADE,
	version_id	bigint NOT NULL
);
CREATE TABLE schedule_anew (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	enrolment_id	bigint NOT NULL REFERENCES enrolment ON DELETE CASCADE
);
CREATE INDEX schedule_anew_of ON schedule_anew (enrolment_id);

ALTER TABLE schedule_follower ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_follower FORCE ROW LEVEL SECURITY;
ALTER TABLE schedule_anew ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_anew FORCE ROW LEVEL SECURITY;
CREATE POLICY own_insert ON schedule_follower FOR INSERT TO aftercare_site WITH CHECK (EXISTS (SELECT FROM enrolment e WHERE e.id = enrolment_id));
CREATE POLICY own_insert ON schedule_anew FOR INSERT TO aftercare_site WITH CHECK (EXISTS (SELECT FROM enrolment e WHERE e.id = enrolment_id));
CREATE POLICY worker ON schedule_follower TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON schedule_anew TO aftercare_worker USING (true) WITH CHECK (true);
GRANT INSERT ON schedule_follower, schedule_anew TO aftercare_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_follower, schedule_anew TO aftercare_worker;

-- The day that words of a report name, on the clocks of a zone; NULL for what is none.
CREATE FUNCTION schedule_date(words text, zone text) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN CASE WHEN words ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]*)?$' THEN left(words, 10)::date
	            WHEN words ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})$'
	            THEN (words::timestamptz AT TIME ZONE zone)::date END;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END $$;

-- The days from which the steps of a plan count with these follow-ups, as far as they are known.  Of a form's reports it is
-- the latest that says it: if it says none, there is none.
CREATE FUNCTION schedule_anchors(ids bigint[], plan jsonb, at timestamptz) RETURNS TABLE (enrolment_id bigint, anchor text, day date)
LANGUAGE sql STABLE AS $$
	WITH used AS MATERIALIZED (
		SELECT DISTINCT coalesce(s.value->>'anchor', '') AS anchor FROM jsonb_array_elements(plan) s
	), h AS MATERIALIZED (
		SELECT e.id, e.patient_id, e.anchor_date, (e.created_at AT TIME ZONE p.zone)::date AS began, p.zone
		  FROM unnest(ids) x (id) JOIN enrolment e ON e.id = x.id JOIN place p ON p.id = e.place_id
	)
	SELECT h.id, ''::text, h.anchor_date FROM h WHERE EXISTS (SELECT FROM used u WHERE u.anchor = '')
	UNION ALL
	SELECT h.id, 'registration', h.began FROM h WHERE EXISTS (SELECT FROM used u WHERE u.anchor = 'registration')
	UNION ALL
	SELECT h.id, 'birth', p.birth_date FROM h JOIN patient p ON p.id = h.patient_id WHERE EXISTS (SELECT FROM used u WHERE u.anchor = 'birth')
	UNION ALL
	SELECT h.id, 'visit', max(v.day) FROM h
	 CROSS JOIN LATERAL (SELECT a.came_on AS day FROM appointment a WHERE a.patient_id = h.patient_id AND a.status = 'attended'
	                     UNION ALL
	                     SELECT (t.closed_at AT TIME ZONE h.zone)::date FROM task t
	                      WHERE t.patient_id = h.patient_id AND t.status = 'completed' AND t.outcome = 'came'
	                     UNION ALL
	                     SELECT (f.seen_at AT TIME ZONE h.zone)::date FROM referral f WHERE f.patient_id = h.patient_id) v
	 WHERE EXISTS (SELECT FROM used u WHERE u.anchor = 'visit') AND v.day <= ($3 AT TIME ZONE h.zone)::date
	 GROUP BY h.id
	UNION ALL
	SELECT h.id, u.anchor, d.day FROM used u CROSS JOIN h
	 CROSS JOIN LATERAL (SELECT r.fields, r.reported_at FROM report r
	                      WHERE r.patient_id = h.patient_id AND r.form = split_part(substr(u.anchor, 8), '/', 1) AND r.state = 'final'
	                      ORDER BY r.reported_at DESC, r.id DESC LIMIT 1) r
	 CROSS JOIN LATERAL (SELECT CASE WHEN u.anchor LIKE '%/%'
	                                 THEN schedule_date(r.fields #>> string_to_array(split_part(u.anchor, '/', 2), '.'), h.zone)
	                                 ELSE (r.reported_at AT TIME ZONE h.zone)::date END AS day) d
	 WHERE u.anchor LIKE 'report:%' AND d.day IS NOT NULL
$$;

-- The steps of a plan that count from one anchor, for whoever's is this day at a facility, and their second asking,
-- "day_3.again".  As in 0081_schedule_version.sql, where there was but one.
DROP FUNCTION schedule_moments(jsonb, date, bigint);
CREATE FUNCTION schedule_moments(plan jsonb, of_anchor text, anchor date, which bigint)
RETURNS TABLE (step text, day integer, due_date date, planned timestamptz, moment timestamptz, moves text[], hour time)
LANGUAGE sql STABLE AS $$
	WITH here AS MATERIALIZED (
		SELECT p.*, ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id) AS holidays FROM place p WHERE p.id = which
	), first AS (
		SELECT s.value AS step, m.* FROM here p CROSS JOIN LATERAL jsonb_array_elements(plan) s
		 CROSS JOIN LATERAL schedule_moment(s.value, anchor, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days, p.holidays) m
		 WHERE coalesce(s.value->>'anchor', '') = of_anchor
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

-- Every text of these follow-ups by a plan, of one day or (NULL) of all; anchor NULL is the procedure, day counts from it
-- whatever the step counts from.  What counts from another day is theirs within 800 days of the registration: a date that
-- was mistyped keeps nobody in follow-up for ever.
CREATE FUNCTION schedule_texts(ids bigint[], plan jsonb, on_day date, at timestamptz)
RETURNS TABLE (enrolment_id bigint, step text, anchor text, anchor_day date, day integer, due_date date, planned timestamptz,
    moment timestamptz, moves text[], hour time)
LANGUAGE sql STABLE AS $$
	WITH his AS MATERIALIZED (
		SELECT a.enrolment_id, a.anchor, a.day AS anchor_day, e.place_id, e.anchor_date, (e.created_at AT TIME ZONE p.zone)::date AS began
		  FROM schedule_anchors(ids, plan, $4) a JOIN enrolment e ON e.id = a.enrolment_id JOIN place p ON p.id = e.place_id
	)
	SELECT his.enrolment_id, m.step, nullif(his.anchor, ''), CASE WHEN his.anchor <> '' THEN his.anchor_day END,
	       m.day + (his.anchor_day - his.anchor_date), m.due_date, m.planned, m.moment, m.moves, m.hour
	  FROM (SELECT DISTINCT place_id, anchor, anchor_day FROM his) k
	 CROSS JOIN LATERAL schedule_moments(plan, k.anchor, k.anchor_day, k.place_id) m
	  JOIN his ON his.place_id = k.place_id AND his.anchor = k.anchor AND his.anchor_day = k.anchor_day
	 WHERE (on_day IS NULL OR m.due_date = on_day) AND (his.anchor = '' OR m.due_date <= his.began + 800)
$$;

-- Why what is planned for somebody now does not leave: he wants none, is paused on that day, or lost.
CREATE FUNCTION schedule_against(of_enrolment bigint, on_day date) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN p.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL) THEN 'opted-out'
	            WHEN EXISTS (SELECT FROM lost l WHERE l.enrolment_id = e.id AND l.ended_at IS NULL) THEN 'lost'
	            WHEN on_day < e.paused_until THEN 'paused' ELSE '' END
	  FROM enrolment e JOIN patient p ON p.id = e.patient_id WHERE e.id = of_enrolment
$$;

-- As in 0081_schedule_version.sql, for all anchors.  What counts from a day of the facility's calendar is looked at anew.
CREATE OR REPLACE FUNCTION schedule_remoment(which bigint, whom bigint, from_moment timestamptz) RETURNS bigint
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
		SELECT r.id, r.version_id, r.step, coalesce(r.anchor, '') AS anchor, coalesce(r.anchor_day, e.anchor_date) AS anchor_day
		  FROM reminder r JOIN enrolment e ON e.id = r.enrolment_id
		 WHERE r.place_id = which AND (whom IS NULL OR r.patient_id = whom) AND r.state = 'planned' AND r.version_id IS NOT NULL
	)
	UPDATE reminder r SET due_at = m.moment, due_date = m.due_date
	  FROM his h
	  JOIN (SELECT k.version_id, k.anchor, k.anchor_day, s.* FROM (SELECT DISTINCT version_id, anchor, anchor_day FROM his) k
	          JOIN schedule_version v ON v.id = k.version_id
	         CROSS JOIN LATERAL schedule_moments(v.plan, k.anchor, k.anchor_day, which) s) m USING (version_id, anchor, anchor_day, step)
	 WHERE r.id = h.id AND r.state = 'planned' AND m.moment > from_moment AND m.moment <> r.due_at;
	GET DIAGNOSTICS by_plan = ROW_COUNT;
	INSERT INTO schedule_anew (enrolment_id)
	SELECT f.enrolment_id FROM enrolment e JOIN schedule_follower f ON f.enrolment_id = e.id
	 WHERE e.place_id = which AND (whom IS NULL OR e.patient_id = whom) AND e.state = 'active';
	RETURN moved + by_plan;
END $$;

-- As in 0081_schedule_version.sql, for all anchors; who is lost gets nothing of it before he is found, and whether somebody is
-- paused is asked of the day to which a text is moved.
CREATE OR REPLACE FUNCTION schedule_move_next(at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	here schedule_move;
	steps jsonb;
	programme text;
	ids bigint[];
BEGIN
	SELECT * INTO here FROM schedule_move ORDER BY place_id LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF here.place_id IS NULL THEN
		RETURN NULL;
	END IF;
	-- What is found anew meanwhile would be by days that are older or younger than these.
	PERFORM pg_advisory_xact_lock(hashtext('schedule_anew'));
	SELECT plan, workflow INTO steps, programme FROM schedule_version WHERE id = here.version_id;
	ids := ARRAY(SELECT e.id FROM enrolment e WHERE e.place_id = here.place_id AND e.state = 'active' AND e.workflow = programme);
	WITH every AS MATERIALIZED (
		SELECT * FROM schedule_texts(ids, steps, NULL, $1)
	), his AS MATERIALIZED (
		SELECT v.*, e.patient_id, schedule_against(e.id, v.due_date) AS why FROM every v JOIN enrolment e ON e.id = v.enrolment_id WHERE v.moment > $1
	), gone AS (
		UPDATE reminder r SET state = 'skipped',
		       reason = CASE WHEN r.step IN (SELECT jsonb_array_elements(steps)->>'name') THEN 'anchor-gone' ELSE 'not in the schedule any more' END
		 WHERE r.enrolment_id = ANY (ids) AND (r.state = 'planned' OR r.state = 'skipped' AND r.due_at > $1)
		   AND NOT EXISTS (SELECT FROM his WHERE his.enrolment_id = r.enrolment_id AND his.step = r.step)
		   AND NOT (r.step IN (SELECT jsonb_array_elements(steps)->>'name')
		            AND EXISTS (SELECT FROM every WHERE every.enrolment_id = r.enrolment_id AND every.step = r.step))
	), moved AS (
		UPDATE reminder r SET version_id = here.version_id, anchor = his.anchor, anchor_day = his.anchor_day, day = his.day,
		       due_date = his.due_date, due_at = his.moment, hour = his.hour,
		       state = CASE WHEN r.state = 'skipped' AND r.reason NOT IN ('not in the schedule any more', 'anchor-gone', 'anchor-past', 'paused')
		                    THEN r.state WHEN his.why = '' THEN 'planned' ELSE 'skipped' END,
		       reason = CASE WHEN r.state = 'skipped' AND r.reason NOT IN ('not in the schedule any more', 'anchor-gone', 'anchor-past', 'paused')
		                     THEN r.reason ELSE his.why END
		  FROM his WHERE r.enrolment_id = his.enrolment_id AND r.step = his.step
		   AND (r.state = 'planned' OR r.state = 'skipped' AND (r.due_at > $1 OR r.reason IN ('anchor-gone', 'anchor-past')))
	)
	INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, anchor, anchor_day, day, due_date, due_at, hour, state, reason)
	SELECT his.enrolment_id, his.patient_id, here.place_id, here.version_id, his.step, his.anchor, his.anchor_day, his.day, his.due_date,
	       his.moment, his.hour, CASE his.why WHEN '' THEN 'planned' ELSE 'skipped' END, his.why
	  FROM his
	 WHERE NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = his.enrolment_id AND r.step = his.step)
	    ON CONFLICT (enrolment_id, step) DO NOTHING;
	IF steps @? '$[*].anchor' THEN
		INSERT INTO schedule_follower (enrolment_id, version_id) SELECT i, here.version_id FROM unnest(ids) i
		    ON CONFLICT (enrolment_id) DO UPDATE SET version_id = excluded.version_id;
		-- Days that changed while it was done.
		INSERT INTO schedule_anew (enrolment_id) SELECT unnest(ids);
	ELSE
		DELETE FROM schedule_follower f WHERE f.enrolment_id = ANY (ids);
	END IF;
	DELETE FROM schedule_move WHERE place_id = here.place_id;
	RETURN here.place_id;
END $$;

-- Of those whose days may be others since, so many at once: what has not left goes where it belongs by the new day, or stops
-- if that is gone or would be past; what has left stays, and is never sent again.  How many were looked at.
CREATE FUNCTION schedule_anew_go(most integer, at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	ids bigint[];
	v record;
BEGIN
	IF NOT EXISTS (SELECT FROM schedule_anew) OR NOT pg_try_advisory_xact_lock(hashtext('schedule_anew')) THEN
		RETURN 0;
	END IF;
	WITH gone AS (
		DELETE FROM schedule_anew a WHERE a.id IN (SELECT id FROM schedule_anew ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED) RETURNING a.enrolment_id
	)
	SELECT array_agg(DISTINCT enrolment_id) INTO ids FROM gone;
	FOR v IN
		SELECT s.id, s.plan, array_agg(e.id) AS ids FROM schedule_follower f JOIN schedule_version s ON s.id = f.version_id
		  JOIN enrolment e ON e.id = f.enrolment_id AND e.state = 'active'
		 WHERE f.enrolment_id = ANY (ids) GROUP BY s.id
	LOOP
		WITH his AS MATERIALIZED (
			SELECT t.*, e.patient_id, e.place_id,
			       CASE WHEN t.moment IS NULL THEN 'no hour fits' WHEN t.moment <= $2 THEN 'anchor-past' ELSE schedule_against(e.id, t.due_date) END AS why
			  FROM schedule_texts(v.ids, v.plan, NULL, $2) t JOIN enrolment e ON e.id = t.enrolment_id WHERE t.anchor IS NOT NULL
		), gone AS (
			UPDATE reminder r SET state = 'skipped', reason = 'anchor-gone'
			 WHERE r.enrolment_id = ANY (v.ids) AND r.version_id = v.id AND r.anchor IS NOT NULL
			   AND (r.state IN ('planned', 'late', 'held') OR r.state = 'skipped' AND r.due_at > $2)
			   AND NOT EXISTS (SELECT FROM his WHERE his.enrolment_id = r.enrolment_id AND his.step = r.step)
		), moved AS (
			UPDATE reminder r SET version_id = v.id, anchor = his.anchor, anchor_day = his.anchor_day, day = his.day, due_date = his.due_date,
			       due_at = coalesce(his.moment, his.planned), hour = his.hour,
			       late_until = CASE WHEN r.state = 'skipped' THEN r.late_until END,
			       state = CASE WHEN r.state = 'skipped' AND r.reason NOT IN ('anchor-gone', 'anchor-past', 'no hour fits', 'paused') THEN r.state
			                    WHEN his.why = '' THEN 'planned' ELSE 'skipped' END,
			       reason = CASE WHEN r.state = 'skipped' AND r.reason NOT IN ('anchor-gone', 'anchor-past', 'no hour fits', 'paused') THEN r.reason
			                     ELSE his.why END
			  FROM his
			 WHERE r.enrolment_id = his.enrolment_id AND r.step = his.step AND (r.version_id = v.id OR r.reason = 'anchor-gone')
			   AND (r.state IN ('planned', 'late', 'held')
			        OR r.state = 'skipped' AND (r.due_at > $2 OR r.reason IN ('anchor-gone', 'anchor-past', 'no hour fits')))
			   AND (r.anchor_day IS DISTINCT FROM his.anchor_day OR r.reason = 'anchor-gone')
		)
		INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, anchor, anchor_day, day, due_date, due_at, hour, state, reason)
		SELECT his.enrolment_id, his.patient_id, his.place_id, v.id, his.step, his.anchor, his.anchor_day, his.day, his.due_date,
		       his.moment, his.hour, CASE his.why WHEN '' THEN 'planned' ELSE 'skipped' END, his.why
		  FROM his
		 WHERE his.moment > $2 AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = his.enrolment_id AND r.step = his.step)
		    ON CONFLICT (enrolment_id, step) DO NOTHING;
	END LOOP;
	RETURN cardinality(ids);
END $$;

-- Whose days may be others: told by what they are read from.
CREATE FUNCTION schedule_anew_of(whom bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO schedule_anew (enrolment_id)
	SELECT f.enrolment_id FROM enrolment e JOIN schedule_follower f ON f.enrolment_id = e.id WHERE e.patient_id = whom AND e.state = 'active'
$$;
CREATE FUNCTION schedule_anew_mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF TG_OP <> 'INSERT' THEN
		PERFORM schedule_anew_of(OLD.patient_id);
	END IF;
	IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.patient_id IS DISTINCT FROM OLD.patient_id THEN
		PERFORM schedule_anew_of(NEW.patient_id);
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION schedule_anew_born() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM schedule_anew_of(NEW.id);
	RETURN NULL;
END $$;
CREATE TRIGGER schedule_anew AFTER UPDATE OF birth_date ON patient FOR EACH ROW
	WHEN (OLD.birth_date <> NEW.birth_date) EXECUTE FUNCTION schedule_anew_born();
CREATE TRIGGER schedule_anew AFTER UPDATE OF state ON enrolment FOR EACH ROW
	WHEN (OLD.state <> 'active' AND NEW.state = 'active') EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew AFTER UPDATE OF came_on, patient_id ON appointment FOR EACH ROW
	WHEN (OLD.came_on IS DISTINCT FROM NEW.came_on OR OLD.patient_id <> NEW.patient_id) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew_add AFTER INSERT ON appointment FOR EACH ROW WHEN (NEW.came_on IS NOT NULL) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew AFTER UPDATE OF outcome, status, closed_at, patient_id ON task FOR EACH ROW
	WHEN ('came' IN (OLD.outcome, NEW.outcome)) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew_add AFTER INSERT ON task FOR EACH ROW WHEN (NEW.outcome = 'came') EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew_add AFTER INSERT ON referral FOR EACH ROW WHEN (NEW.seen_at IS NOT NULL) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew AFTER UPDATE OF seen_at, patient_id ON referral FOR EACH ROW
	WHEN (OLD.seen_at IS DISTINCT FROM NEW.seen_at OR OLD.patient_id IS DISTINCT FROM NEW.patient_id) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew_add AFTER INSERT ON report FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL) EXECUTE FUNCTION schedule_anew_mark();
CREATE TRIGGER schedule_anew AFTER UPDATE OF fields, state, reported_at, patient_id OR DELETE ON report FOR EACH ROW EXECUTE FUNCTION schedule_anew_mark();

-- As in 0095_schedule_hush.sql, for all anchors, and from what day each counts.
DROP FUNCTION schedule_dry_run(jsonb, integer, text, date, timestamptz);
CREATE FUNCTION schedule_dry_run(steps jsonb, per_day integer, programme text, day_ date, at timestamptz)
RETURNS TABLE (place_name text, zone text, emergency_phone text, number text, language text, shared boolean, heard boolean, against text,
    step text, version_id bigint, due_now timestamptz, due_then timestamptz, planned timestamptz, moves text[], anchor text, anchor_day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH man AS MATERIALIZED (
		SELECT e.id, e.place_id, p.number, p.language,
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
		SELECT man.id, m.step, m.planned, m.moment, m.moves, m.anchor, m.anchor_day,
		       count(*) FILTER (WHERE NOT w.maybe AND m.step = w.name AND off.step IS NULL)
		           OVER (PARTITION BY man.id ORDER BY w.rank, m.moment, m.step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= per_day AS many
		  FROM (SELECT array_agg(id) AS ids FROM man) k
		 CROSS JOIN LATERAL schedule_texts(k.ids, steps, day_, $5) m
		  JOIN man ON man.id = m.enrolment_id
		  JOIN wanted w ON w.name = schedule_step_name(m.step)
		  LEFT JOIN off ON off.place_id = man.place_id AND off.step = w.name
		 WHERE m.moment > $5
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = man.id AND r.step = m.step AND r.state IN ('sent', 'missed'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.version_id, r.due_at, r.anchor, r.anchor_day FROM reminder r
		 WHERE r.state = 'planned' AND r.due_date = day_ AND r.due_at BETWEEN day_ - interval '2 days' AND day_ + interval '3 days' AND my_role() = 'admin'
	), hushed AS MATERIALIZED (
		SELECT h.enrolment_id AS id, h.step, h.why
		  FROM (SELECT array_agg(id) AS ids, array_agg(step) AS names, array_agg(moment) AS moments FROM will) w
		 CROSS JOIN LATERAL schedule_hushed(w.ids, w.names, w.moments, steps, $5) h
	)
	SELECT pl.name, pl.zone, pl.emergency_phone, man.number, man.language, man.shared, man.heard,
	       CASE WHEN man.against <> '' THEN man.against WHEN off.step IS NOT NULL THEN 'off' WHEN hushed.why IS NOT NULL THEN hushed.why WHEN will.many THEN 'many' ELSE '' END,
	       coalesce(will.step, is_.step), is_.version_id, is_.due_at, will.moment, will.planned, coalesce(will.moves, '{}'),
	       CASE WHEN will.id IS NULL THEN is_.anchor ELSE will.anchor END, CASE WHEN will.id IS NULL THEN is_.anchor_day ELSE will.anchor_day END
	  FROM will FULL JOIN is_ USING (id, step) JOIN man USING (id) JOIN place pl ON pl.id = man.place_id
	  LEFT JOIN hushed ON hushed.id = man.id AND hushed.step = will.step
	  LEFT JOIN off ON off.place_id = man.place_id AND off.step = schedule_step_name(coalesce(will.step, is_.step))
	 ORDER BY coalesce(will.moment, is_.due_at), pl.name, man.number
$$;

-- As in 0081_schedule_version.sql, for all anchors.
CREATE OR REPLACE FUNCTION schedule_changes(steps jsonb, programme text, at timestamptz)
RETURNS TABLE (men bigint, same bigint, moved bigint, added bigint, gone bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH man AS MATERIALIZED (
		SELECT e.id FROM enrolment e WHERE e.state = 'active' AND e.workflow = programme AND my_role() = 'admin'
	), will AS (
		SELECT m.enrolment_id AS id, m.step, m.moment
		  FROM (SELECT array_agg(id) AS ids FROM man) k
		 CROSS JOIN LATERAL schedule_texts(k.ids, steps, NULL, $3) m
		 WHERE m.moment > $3
		   AND NOT EXISTS (SELECT FROM reminder r WHERE r.enrolment_id = m.enrolment_id AND r.step = m.step AND r.state IN ('sent', 'missed', 'skipped')
		                   AND r.reason NOT IN ('anchor-gone', 'anchor-past'))
	), is_ AS (
		SELECT r.enrolment_id AS id, r.step, r.due_at FROM reminder r JOIN man ON man.id = r.enrolment_id WHERE r.state = 'planned' AND r.due_at > $3
	), both_ AS (SELECT id, will.moment, is_.due_at FROM will FULL JOIN is_ USING (id, step))
	SELECT count(DISTINCT id) FILTER (WHERE moment IS DISTINCT FROM due_at), count(*) FILTER (WHERE moment = due_at),
	       count(*) FILTER (WHERE moment <> due_at), count(*) FILTER (WHERE due_at IS NULL), count(*) FILTER (WHERE moment IS NULL) FROM both_
$$;

REVOKE EXECUTE ON FUNCTION schedule_date(text, text), schedule_anchors(bigint[], jsonb, timestamptz), schedule_moments(jsonb, text, date, bigint),
    schedule_texts(bigint[], jsonb, date, timestamptz), schedule_against(bigint, date), schedule_anew_go(integer, timestamptz),
    schedule_anew_of(bigint), schedule_anew_mark(), schedule_anew_born(), schedule_dry_run(jsonb, integer, text, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_date(text, text), schedule_anchors(bigint[], jsonb, timestamptz), schedule_moments(jsonb, text, date, bigint),
    schedule_texts(bigint[], jsonb, date, timestamptz) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_against(bigint, date), schedule_anew_go(integer, timestamptz) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION schedule_dry_run(jsonb, integer, text, date, timestamptz) TO aftercare_site;

-- As in 0071_referral.sql; what counts from another day is no day of the follow-up.
CREATE OR REPLACE FUNCTION referral_days(which bigint) RETURNS TABLE (day integer, state text, reason text, asked boolean, answer text,
    message_state text, message_reason text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT d.day::integer, d.state, d.reason, c.reminder_id IS NOT NULL, coalesce(c.answer, ''), coalesce(m.state, ''), coalesce(m.reason, '')
	  FROM referral_open_to_me($1) r
	  JOIN task t ON t.id = r.case_id
	  JOIN reminder d ON d.enrolment_id = t.enrolment_id AND d.anchor IS NULL
	  LEFT JOIN checkin c ON c.reminder_id = d.id
	  LEFT JOIN message m ON m.id = CASE WHEN c.message_id IS NOT NULL THEN c.message_id ELSE d.message_id END
	 ORDER BY d.day, d.id
$$;
