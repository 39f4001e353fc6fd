-- The plan of a programme as data: versions that an administrator writes, tries and publishes, and the one function that
-- turns a step of it into a moment.  The pack's own plan holds until a version is published.

-- The calendar -----------------------------------------------------------------------------

-- When a step leaves that counts from an anchor on the clocks of a zone.  Planned is the moment as the step says it;
-- moment is that or later, never earlier: on the step's day of the week, between its earliest and latest hour and, where it
-- minds them, outside the quiet hours and on an open day.  NULL: within two years nothing fits.  Moves says why, in order:
-- clock (the clocks jump over the hour), weekday, closed, holiday, early, late, quiet.  What was moved past midnight by its
-- hour leaves as early as it may; what was moved by its day keeps its hour.
-- Wanted is the patient's own hour, usual his facility's; holidays are the facility's days.
CREATE FUNCTION schedule_moment(step jsonb, anchor timestamp, zone text, usual time, wanted time, quiet_from time,
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
			END IF;
		END IF;
		IF why <> ALL (moves) THEN
			moves := moves || why;
		END IF;
		moment := local_moment(shown::date, shown::time, zone);
		IF turn = 740 THEN
			moment := NULL;
		END IF;
	END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION schedule_moment(jsonb, timestamp, text, time, time, time, time, text, date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_moment(jsonb, timestamp, text, time, time, time, time, text, date[])
	TO aftercare_site, aftercare_worker;
