-- Steps by chance, and what is wrong with the moments that schedule_moment() finds for them: by looking at every quarter of
-- an hour, which is as fine as the clocks, hours and zones here are.

CREATE SCHEMA IF NOT EXISTS property;

CREATE OR REPLACE FUNCTION property.quarter() RETURNS time LANGUAGE sql AS $$
	SELECT '00:00'::time + (floor(random() * 96) * 15 || ' minutes')::interval
$$;

DROP TABLE IF EXISTS property.send;
CREATE TABLE property.send AS SELECT '{}'::jsonb AS step, NULL::timestamp AS anchor, ''::text AS zone, NULL::time AS usual, NULL::time AS wanted,
	NULL::time AS quiet_from, NULL::time AS quiet_until, ''::text AS open_days, '{}'::date[] AS holidays,
	0 AS share, NULL::timestamptz AS planned, NULL::timestamptz AS moment, '{}'::text[] AS moves LIMIT 0;

-- As schedule_moments() puts it together for somebody of this share.
CREATE OR REPLACE FUNCTION property.found(s property.send, OUT planned timestamptz, OUT moment timestamptz, OUT moves text[]) LANGUAGE plpgsql AS $$
DECLARE
	later interval;
BEGIN
	SELECT m.planned, m.moment, m.moves, schedule_slot(s.share, schedule_slots(s.step, m.moment, s.zone, s.quiet_from, s.quiet_until))
	  INTO planned, moment, moves, later
	  FROM schedule_moment(s.step, s.anchor, s.zone, s.usual, s.wanted, s.quiet_from, s.quiet_until, s.open_days, s.holidays) m;
	moment := moment + later;
	IF later > '0' THEN
		moves := moves || 'spread'::text;
	END IF;
END $$;

-- About every fourth counts from a day on which, or soon after which, the clocks change.
CREATE OR REPLACE FUNCTION property.draw(n integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	zones constant text[] := '{Africa/Casablanca,Africa/Cairo,Europe/London,America/St_Johns,Australia/Lord_Howe,Asia/Kathmandu,Africa/Harare,
		America/New_York,Pacific/Apia,Africa/Juba,America/Santiago}';
	changes constant date[] := '{2031-03-30,2031-10-26,2031-03-09,2031-11-02,2031-04-06,2031-10-05,2031-04-25,2031-10-31,2031-10-30,
		2031-04-24,2031-09-07,2031-12-31,2032-02-29,2011-12-29,2031-01-12,2031-02-23}';
	step jsonb;
	unit text;
	a time;
	b time;
	day date;
BEGIN
	FOR i IN 1..n LOOP
		unit := (ARRAY['minutes', 'hours', 'days', 'days', 'days', 'weeks', 'months'])[1 + floor(random() * 7)];
		step := jsonb_build_object('unit', unit, 'after', CASE unit WHEN 'minutes' THEN 15 * floor(random() * 400 - 100)
			WHEN 'hours' THEN floor(random() * 200 - 50) WHEN 'months' THEN floor(random() * 15 - 3) ELSE floor(random() * 40 - 10) END);
		IF random() < 0.3 THEN step := step || jsonb_build_object('weekday', 1 + floor(random() * 7)); END IF;
		IF random() < 0.5 THEN step := step || jsonb_build_object('hour', property.quarter()); END IF;
		IF random() < 0.3 THEN step := step || jsonb_build_object('spread_minutes', 10 + 5 * floor(random() * 47)); END IF;
		IF random() < 0.6 THEN step := step || '{"minds_quiet": true}'; END IF;
		IF random() < 0.4 THEN step := step || '{"open_only": true}'; END IF;
		a := property.quarter();
		b := property.quarter();
		IF random() < 0.4 THEN step := step || jsonb_build_object('earliest', least(a, b)); END IF;
		IF random() < 0.4 THEN step := step || jsonb_build_object('latest', greatest(a, b)); END IF;
		day := CASE WHEN random() < 0.4 THEN changes[1 + floor(random() * cardinality(changes))] - floor(random() * 12)::integer
		            ELSE date '2031-01-01' + floor(random() * 800)::integer END;
		INSERT INTO property.send (step, anchor, zone, usual, wanted, quiet_from, quiet_until, open_days, holidays, share)
		VALUES (step, day + property.quarter(), zones[1 + floor(random() * cardinality(zones))], property.quarter(),
			CASE WHEN random() < 0.2 THEN property.quarter() END, property.quarter(), property.quarter(),
			(ARRAY['12345', '123456', '1234567', '3', '135'])[1 + floor(random() * 5)],
			ARRAY(SELECT day + floor(random() * 40)::integer FROM generate_series(1, floor(random() * 6)::integer)),
			floor(random() * 65536));
	END LOOP;
	UPDATE property.send s SET planned = m.planned, moment = m.moment, moves = m.moves
	  FROM property.send o CROSS JOIN LATERAL property.found(o) m
	 WHERE s.ctid = o.ctid;
END $$;

-- May a text leave when the clocks there show this?
CREATE OR REPLACE FUNCTION property.day_fits(s property.send, day date) RETURNS boolean LANGUAGE sql AS $$
	SELECT (s.step->>'weekday' IS NULL OR (s.step->>'weekday')::integer = extract(isodow FROM day))
	   AND (s.step->>'open_only' IS NULL OR position(extract(isodow FROM day)::text IN s.open_days) > 0 AND day <> ALL (s.holidays))
$$;
CREATE OR REPLACE FUNCTION property.hour_fits(s property.send, at time) RETURNS boolean LANGUAGE sql AS $$
	SELECT at >= coalesce((s.step->>'earliest')::time, '00:00') AND at <= coalesce((s.step->>'latest')::time, '23:59')
	   AND (s.step->>'minds_quiet' IS NULL OR s.quiet_from = s.quiet_until
	        OR CASE WHEN s.quiet_from < s.quiet_until THEN at < s.quiet_from OR at >= s.quiet_until
	                ELSE at < s.quiet_from AND at >= s.quiet_until END)
$$;

-- The first quarter of an hour that fits: at its hour or later on the first day that fits, at any on those after it.
CREATE OR REPLACE FUNCTION property.first_fit(s property.send) RETURNS timestamptz LANGUAGE sql AS $$
	WITH day AS (
		SELECT d::date AS day, row_number() OVER (ORDER BY d) AS n
		  FROM generate_series((s.planned AT TIME ZONE s.zone)::date, (s.planned AT TIME ZONE s.zone)::date + 420, interval '1 day') d
		 WHERE property.day_fits(s, d::date)
		   -- Samoa left a day out.
		   AND ((d::timestamp + interval '12 hours') AT TIME ZONE s.zone AT TIME ZONE s.zone)::date = d::date ORDER BY d LIMIT 4
	)
	SELECT min(q.at) FROM day
	 CROSS JOIN LATERAL (SELECT generate_series(day.day::timestamp AT TIME ZONE 'UTC' - interval '15 hours', day.day::timestamp AT TIME ZONE 'UTC' + interval '39 hours',
		interval '15 minutes') AS at) q
	 CROSS JOIN LATERAL (SELECT q.at AT TIME ZONE s.zone AS shown) l
	 WHERE l.shown::date = day.day AND q.at >= s.planned AND property.hour_fits(s, l.shown::time)
	   AND (day.n > 1 OR s.step->>'unit' NOT IN ('minutes', 'hours') AND l.shown::time >= coalesce((s.step->>'hour')::time, s.wanted, s.usual)
	        OR l.shown::time >= (s.planned AT TIME ZONE s.zone)::time)
$$;

-- The minute of a share from the first that fits: every fifth minute counts that fits on the same day, without a gap.
CREATE OR REPLACE FUNCTION property.own_minute(s property.send, first timestamptz) RETURNS timestamptz LANGUAGE sql AS $$
	SELECT first + interval '5 minutes' * floor(s.share / 65536.0 * coalesce(min(x.k) FILTER (WHERE NOT x.fits), (s.step->>'spread_minutes')::integer / 5))
	  FROM (SELECT k, (first + k * interval '5 minutes') AT TIME ZONE s.zone AS shown FROM generate_series(0, (s.step->>'spread_minutes')::integer / 5 - 1) k) g
	 CROSS JOIN LATERAL (SELECT g.k, g.shown::date = (first AT TIME ZONE s.zone)::date AND property.hour_fits(s, g.shown::time) AS fits) x
$$;

CREATE OR REPLACE FUNCTION property.wrong_send(s property.send) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	shown constant timestamp := s.moment AT TIME ZONE s.zone;
	first constant timestamptz := property.first_fit(s);
	spread constant interval := coalesce((s.step->>'spread_minutes')::integer, 0) * interval '1 minute';
	-- Within the day the clocks were changed by so much: an hour that is not there, or there twice.
	jump constant interval := greatest(
		abs(extract(epoch FROM ((s.moment + interval '26 hours') AT TIME ZONE s.zone) - ((s.moment - interval '26 hours') AT TIME ZONE s.zone)) - 52 * 3600),
		abs(extract(epoch FROM ((s.planned + interval '26 hours') AT TIME ZONE s.zone) - ((s.planned - interval '26 hours') AT TIME ZONE s.zone)) - 52 * 3600)
		)::double precision * interval '1 second';
	again record;
BEGIN
	IF s.moment IS NULL THEN
		RETURN CASE WHEN first IS NOT NULL THEN 'lost' END;
	END IF;
	SELECT * INTO again FROM property.found(s);
	RETURN CASE
		WHEN s.planned IS NULL THEN 'no plan'
		WHEN s.moment < s.planned THEN 'moved back'
		WHEN NOT property.day_fits(s, shown::date) THEN 'on a wrong day'
		WHEN NOT property.hour_fits(s, shown::time) THEN 'outside its hours'
		WHEN s.moment < first THEN 'before what fits'
		WHEN s.moment > first + jump + greatest(spread - interval '5 minutes', '0') THEN 'later than it must'
		WHEN spread > '0' AND jump = '0' AND s.moment <> property.own_minute(s, first) THEN 'not at his own minute'
		WHEN (s.moment <> s.planned) <> (cardinality(array_remove(s.moves, 'clock')) > 0) THEN 'moved without a reason'
		WHEN again.moment <> s.moment OR again.planned <> s.planned OR again.moves <> s.moves THEN 'another time otherwise'
	END;
END $$;
