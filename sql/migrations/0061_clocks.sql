-- The clocks of a case: in the service hours of its facility where they are not always to count, and what passed unseen.

-- When so many minutes of service have passed after a moment.  Minutes are real ones between opening and closing, whatever
-- the clocks are set to meanwhile; what opens in the evening and closes in the morning belongs to the day on which it opened,
-- and what opens and closes at the same hour never closes.  Where nothing opens for a year the minutes are counted as they go.
CREATE FUNCTION service_after(at_ timestamptz, minutes integer, zone text, open_days text, opens time, closes time, holidays date[])
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
	day date := (at_ AT TIME ZONE zone)::date - 1;
	last constant date := day + 366;
	seconds double precision := minutes * 60.0;
	begins timestamptz;
	ends timestamptz;
	lasts double precision;
BEGIN
	WHILE day < last LOOP
		IF position(extract(isodow FROM day)::text IN open_days) > 0 AND day <> ALL (holidays) THEN
			begins := greatest((day + opens) AT TIME ZONE zone, at_);
			ends := (day + (closes <= opens)::integer + closes) AT TIME ZONE zone;
			lasts := extract(epoch FROM ends - begins);
			IF lasts > 0 AND lasts >= seconds THEN
				RETURN begins + make_interval(secs => seconds);
			END IF;
			seconds := seconds - greatest(lasts, 0);
		END IF;
		day := day + 1;
	END LOOP;
	RETURN at_ + make_interval(mins => minutes);
END $$;
-- The same by the calendar of a facility; of no facility all minutes count.
CREATE FUNCTION place_service_after(which bigint, at_ timestamptz, minutes integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT coalesce((
		SELECT service_after(at_, minutes, p.zone, p.open_days, p.opens, p.closes,
		       ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id AND h.day >= (at_ AT TIME ZONE p.zone)::date - 1))
		  FROM place p WHERE p.id = which), at_ + make_interval(mins => minutes))
$$;
REVOKE EXECUTE ON FUNCTION service_after(timestamptz, integer, text, text, time, time, date[]),
    place_service_after(bigint, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION service_after(timestamptz, integer, text, text, time, time, date[]),
    place_service_after(bigint, timestamptz, integer) TO aftercare_site, aftercare_worker;

-- The deadline that was looked at when it had come: each once, whoever came first.
ALTER TABLE escalation ADD first_checked timestamptz, ADD decide_checked timestamptz;
UPDATE escalation e SET first_checked = e.first_due, decide_checked = e.decide_due
  FROM task t WHERE t.id = e.task_id AND NOT t.open;
CREATE INDEX escalation_first_check ON escalation (first_due) WHERE first_checked IS DISTINCT FROM first_due;
CREATE INDEX escalation_decide_check ON escalation (decide_due) WHERE decide_checked IS DISTINCT FROM decide_due;
