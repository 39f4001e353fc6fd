-- Steps that leave spread over a window: "spread_minutes" of a step cuts the minutes after its moment into slots of five, and
-- everybody has one of them by his follow-up, the same on each day, by whatever version, after any restart.

-- Where somebody has his place in every window, from 0 to 65535: even over whoever is in follow-up, and never another.
CREATE FUNCTION schedule_share(of_enrolment bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT ('x' || left(md5(of_enrolment::text), 4))::bit(16)::integer
$$;
-- How long after the moment he leaves who has this share of so many slots.
CREATE FUNCTION schedule_slot(share integer, slots integer) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT make_interval(mins => 5 * (share::bigint * slots / 65536)::integer)
$$;

-- Into how many slots a step may be spread from a moment that schedule_moment() found: on the same day, between its hours and
-- outside the quiet ones; 1 if it is not.
CREATE FUNCTION schedule_slots(step jsonb, moment timestamptz, zone text, quiet_from time, quiet_until time) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
DECLARE
	most constant integer := (step->>'spread_minutes')::integer / 5;
	earliest time;
	latest time;
	quiet boolean;
	day date;
	shown timestamp;
	slots integer := 1;
BEGIN
	IF most IS NULL OR moment IS NULL THEN
		RETURN 1;
	END IF;
	earliest := coalesce((step->>'earliest')::time, '00:00');
	latest := coalesce((step->>'latest')::time, '24:00');
	quiet := quiet_from <> quiet_until AND (step->>'minds_quiet')::boolean IS TRUE;
	day := (moment AT TIME ZONE zone)::date;
	WHILE slots < most LOOP
		shown := (moment + make_interval(mins => 5 * slots)) AT TIME ZONE zone;
		EXIT WHEN shown::date <> day OR shown::time < earliest OR shown::time > latest
		    OR quiet AND quiet_from < quiet_until AND shown::time >= quiet_from AND shown::time < quiet_until
		    OR quiet AND quiet_from > quiet_until AND (shown::time >= quiet_from OR shown::time < quiet_until);
		slots := slots + 1;
	END LOOP;
	RETURN slots;
END $$;

-- As in 0103_anchor.sql, with the slots of what is spread: moment is that of the first slot, and somebody's own is
-- schedule_slot(his share, slots) later.  The second asking counts from one's own moment, so it has a line for each slot of
-- the first, for those whose share is from share_from to before share_until; what is moved then is spread once more.
DROP FUNCTION schedule_moments(jsonb, text, date, bigint);
CREATE FUNCTION schedule_moments(plan jsonb, of_anchor text, anchor date, which bigint)
RETURNS TABLE (step text, day integer, due_date date, planned timestamptz, moment timestamptz, moves text[], hour time,
    slots integer, share_from integer, share_until integer)
LANGUAGE sql STABLE AS $$
	WITH here AS MATERIALIZED (
		SELECT p.*, ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id) AS holidays FROM place p WHERE p.id = which
	), first AS MATERIALIZED (
		SELECT s.value AS step, m.*, schedule_slots(s.value, m.moment, p.zone, p.quiet_from, p.quiet_until) AS slots
		  FROM here p CROSS JOIN LATERAL jsonb_array_elements(plan) s
		 CROSS JOIN LATERAL schedule_moment(s.value, anchor, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days, p.holidays) m
		 WHERE coalesce(s.value->>'anchor', '') = of_anchor
	), every AS (
		SELECT f.step->>'name' AS name, f.step, f.planned AS counts, f.planned, f.moment, f.moves, f.slots, 0 AS share_from, 65536 AS share_until
		  FROM first f
		UNION ALL
		SELECT f.step->>'name' || '.again', f.step, f.planned, m.planned, m.moment, m.moves,
		       CASE WHEN m.moment > m.planned THEN schedule_slots(f.step, m.moment, p.zone, p.quiet_from, p.quiet_until) ELSE 1 END,
		       (k * 65536 + f.slots - 1) / f.slots, ((k + 1) * 65536 + f.slots - 1) / f.slots
		  FROM first f CROSS JOIN here p CROSS JOIN LATERAL generate_series(0, f.slots - 1) k
		 CROSS JOIN LATERAL schedule_moment((f.step - 'weekday') || jsonb_build_object('after', f.step->'again_hours', 'unit', 'hours'),
		       (f.moment + make_interval(mins => 5 * k)) AT TIME ZONE p.zone, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until,
		       p.open_days, p.holidays) m
		 WHERE f.step ? 'again_hours' AND f.moment IS NOT NULL
	)
	SELECT e.name, (e.counts AT TIME ZONE p.zone)::date - anchor, (coalesce(e.moment, e.planned) AT TIME ZONE p.zone)::date,
	       e.planned, e.moment, e.moves, (e.step->>'hour')::time, e.slots, e.share_from, e.share_until
	  FROM every e CROSS JOIN here p
$$;
-- By what somebody's text is moved, his place in the window among it.
CREATE FUNCTION schedule_moves(moves text[], share integer, slots integer) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN schedule_slot(share, slots) > '0' THEN moves || 'spread'::text ELSE moves END
$$;

-- As in 0103_anchor.sql, each at his own minute of what is spread.
CREATE OR REPLACE FUNCTION schedule_texts(ids bigint[], plan jsonb, on_day date, at timestamptz)
RETURNS TABLE (enrolment_id bigint, step text, anchor text, anchor_day date, day integer, due_date date, planned timestamptz,
    moment timestamptz, moves text[], hour time)
LANGUAGE sql STABLE AS $$
	WITH his AS MATERIALIZED (
		SELECT a.enrolment_id, a.anchor, a.day AS anchor_day, e.place_id, e.anchor_date, (e.created_at AT TIME ZONE p.zone)::date AS began,
		       schedule_share(e.id) AS share
		  FROM schedule_anchors(ids, plan, $4) a JOIN enrolment e ON e.id = a.enrolment_id JOIN place p ON p.id = e.place_id
	)
	SELECT his.enrolment_id, m.step, nullif(his.anchor, ''), CASE WHEN his.anchor <> '' THEN his.anchor_day END,
	       m.day + (his.anchor_day - his.anchor_date), m.due_date, m.planned, m.moment + schedule_slot(his.share, m.slots),
	       schedule_moves(m.moves, his.share, m.slots), m.hour
	  FROM (SELECT DISTINCT place_id, anchor, anchor_day FROM his) k
	 CROSS JOIN LATERAL schedule_moments(plan, k.anchor, k.anchor_day, k.place_id) m
	  JOIN his ON his.place_id = k.place_id AND his.anchor = k.anchor AND his.anchor_day = k.anchor_day
	   AND his.share >= m.share_from AND his.share < m.share_until
	 WHERE (on_day IS NULL OR m.due_date = on_day) AND (his.anchor = '' OR m.due_date <= his.began + 800)
$$;

-- As in 0103_anchor.sql, each at his own minute of what is spread.
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
		SELECT r.id, r.version_id, r.step, coalesce(r.anchor, '') AS anchor, coalesce(r.anchor_day, e.anchor_date) AS anchor_day,
		       schedule_share(e.id) AS share
		  FROM reminder r JOIN enrolment e ON e.id = r.enrolment_id
		 WHERE r.place_id = which AND (whom IS NULL OR r.patient_id = whom) AND r.state = 'planned' AND r.version_id IS NOT NULL
	)
	UPDATE reminder r SET due_at = m.moment + schedule_slot(h.share, m.slots), due_date = m.due_date
	  FROM his h
	  JOIN (SELECT k.version_id, k.anchor, k.anchor_day, s.* FROM (SELECT DISTINCT version_id, anchor, anchor_day FROM his) k
	          JOIN schedule_version v ON v.id = k.version_id
	         CROSS JOIN LATERAL schedule_moments(v.plan, k.anchor, k.anchor_day, which) s) m
	    ON m.version_id = h.version_id AND m.anchor = h.anchor AND m.anchor_day = h.anchor_day AND m.step = h.step
	   AND h.share >= m.share_from AND h.share < m.share_until
	 WHERE r.id = h.id AND r.state = 'planned' AND m.moment + schedule_slot(h.share, m.slots) > from_moment
	   AND m.moment + schedule_slot(h.share, m.slots) <> r.due_at;
	GET DIAGNOSTICS by_plan = ROW_COUNT;
	INSERT INTO schedule_anew (enrolment_id)
	SELECT f.enrolment_id FROM enrolment e JOIN schedule_follower f ON f.enrolment_id = e.id
	 WHERE e.place_id = which AND (whom IS NULL OR e.patient_id = whom) AND e.state = 'active';
	RETURN moved + by_plan;
END $$;

REVOKE EXECUTE ON FUNCTION schedule_share(bigint), schedule_slot(integer, integer), schedule_slots(jsonb, timestamptz, text, time, time),
    schedule_moments(jsonb, text, date, bigint), schedule_moves(text[], integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_share(bigint), schedule_slot(integer, integer), schedule_slots(jsonb, timestamptz, text, time, time),
    schedule_moments(jsonb, text, date, bigint), schedule_moves(text[], integer, integer) TO aftercare_site, aftercare_worker;

-- As in 0080_schedule.sql; where the clocks jump over the hour to which it is moved it is the first that they show after it: an hour
-- later may be after its latest, and would then have waited for another day.
CREATE OR REPLACE FUNCTION schedule_moment(step jsonb, anchor timestamp, zone text, usual time, wanted time, quiet_from time,
    quiet_until time, open_days text, holidays date[], OUT planned timestamptz, OUT moment timestamptz, OUT moves text[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
	after constant integer := (step->>'after')::integer;
	unit constant text := step->>'unit';
	weekday constant integer := (step->>'weekday')::integer;
	earliest constant time := coalesce((step->>'earliest')::time, '00:00');
	latest constant time := coalesce((step->>'latest')::time, '24:00');
	quiet constant boolean := quiet_from <> quiet_until AND (step->>'minds_quiet')::boolean IS TRUE;
	open_only constant boolean := (step->>'open_only')::boolean IS TRUE;
	hour time;
	shown timestamp;
	goal time;
	early boolean := false; -- moved past midnight by its hour
	to_hour boolean;
	why text;
BEGIN
	moves := '{}';
	IF unit IN ('minutes', 'hours') THEN
		planned := anchor AT TIME ZONE zone + make_interval(mins => after * CASE unit WHEN 'hours' THEN 60 ELSE 1 END);
		hour := (planned AT TIME ZONE zone)::time;
	ELSE
		hour := coalesce((step->>'hour')::time, wanted, usual);
		planned := local_moment((anchor::date + CASE unit WHEN 'days' THEN make_interval(days => after)
		    WHEN 'weeks' THEN make_interval(weeks => after) WHEN 'months' THEN make_interval(months => after) END)::date, hour, zone);
		IF (planned AT TIME ZONE zone)::time <> hour THEN
			moves := '{clock}';
		END IF;
	END IF;
	moment := planned;
	FOR turn IN 1..740 LOOP
		shown := moment AT TIME ZONE zone;
		goal := shown::time;
		to_hour := false;
		why := CASE WHEN weekday <> extract(isodow FROM shown) THEN 'weekday'
		            WHEN open_only AND position(extract(isodow FROM shown)::text IN open_days) = 0 THEN 'closed'
		            WHEN open_only AND shown::date = ANY (holidays) THEN 'holiday' END;
		IF why IS NOT NULL THEN
			shown := shown::date + 1 + hour;
		ELSE
			IF goal < earliest THEN
				goal := earliest;
				why := 'early';
			END IF;
			IF quiet AND quiet_from < quiet_until AND goal >= quiet_from AND goal < quiet_until
			    OR quiet AND quiet_from > quiet_until AND goal < quiet_until THEN
				goal := quiet_until;
				why := 'quiet';
			ELSIF quiet AND quiet_from > quiet_until AND goal >= quiet_from THEN
				goal := NULL;
				why := 'quiet';
			END IF;
			IF goal > latest THEN
				goal := NULL;
				why := coalesce(why, 'late');
			END IF;
			EXIT WHEN goal = shown::time;
			IF early THEN
				why := NULL;
			END IF;
			IF goal IS NULL THEN
				early := true;
				hour := '00:00';
				shown := shown::date + 1;
			ELSE
				shown := shown::date + goal;
				to_hour := true;
			END IF;
		END IF;
		IF why <> ALL (moves) THEN
			moves := moves || why;
		END IF;
		moment := local_moment(shown::date, shown::time, zone);
		IF to_hour AND (moment AT TIME ZONE zone)::time <> shown::time THEN
			WHILE (moment - interval '1 minute') AT TIME ZONE zone >= shown LOOP
				moment := moment - interval '1 minute';
			END LOOP;
		END IF;
		IF turn = 740 THEN
			moment := NULL;
		END IF;
	END LOOP;
END $$;
