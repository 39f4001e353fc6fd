-- Immunisation: which dose is due when, by country and in versions; children, what they were given, when the next is due, and
-- what whoever looks after them is told of it.

CREATE TABLE dose_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	country		text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
	title		text NOT NULL CHECK (length(title) BETWEEN 2 AND 60),	-- the country's name
	number		integer NOT NULL CHECK (number > 0),	-- of the country's versions
	source		text NOT NULL DEFAULT '' CHECK (length(source) <= 300),
	dated		text NOT NULL DEFAULT '' CHECK (length(dated) <= 40),	-- the source, as it says itself
	checked		boolean NOT NULL DEFAULT false,	-- against the ministry's current table
	before_days	integer NOT NULL DEFAULT 7 CHECK (before_days BETWEEN 0 AND 60), -- 0: nothing is told before
	after_days	integer NOT NULL DEFAULT 7 CHECK (after_days BETWEEN 1 AND 60),
	after_times	integer NOT NULL DEFAULT 4 CHECK (after_times BETWEEN 0 AND 12),
	hour		time NOT NULL DEFAULT '09:00',
	begun_at	timestamptz NOT NULL,
	begun_by	bigint REFERENCES app_user,
	published_at	timestamptz,
	published_by	bigint REFERENCES app_user,
	edits		integer NOT NULL DEFAULT 1,
	UNIQUE (country, number)
);
CREATE UNIQUE INDEX dose_version_draft ON dose_version (country) WHERE published_at IS NULL;

CREATE TABLE dose_line (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	version_id	bigint NOT NULL REFERENCES dose_version ON DELETE CASCADE,
	vaccine		text NOT NULL CHECK (length(vaccine) BETWEEN 1 AND 30 AND vaccine = trim(vaccine)),
	number		integer NOT NULL CHECK (number BETWEEN 0 AND 20),
	due_n		integer NOT NULL CHECK (due_n BETWEEN 0 AND 800),
	due_unit	text NOT NULL CHECK (due_unit IN ('days', 'weeks', 'months')),
	least_n		integer NOT NULL CHECK (least_n BETWEEN 0 AND 800),	-- not given younger
	least_unit	text NOT NULL CHECK (least_unit IN ('days', 'weeks', 'months')),
	interval_days	integer NOT NULL DEFAULT 0 CHECK (interval_days BETWEEN 0 AND 800), -- after the dose of it before
	latest_n	integer CHECK (latest_n BETWEEN 1 AND 800),	-- not given older; NULL: at any age
	latest_unit	text NOT NULL DEFAULT 'weeks' CHECK (latest_unit IN ('days', 'weeks', 'months')),
	UNIQUE (version_id, vaccine, number)
);

-- A patient whose doses are kept; his id.
CREATE TABLE child (
	id		bigint PRIMARY KEY,
	place_id	bigint NOT NULL,
	country		text NOT NULL,
	named		boolean NOT NULL,	-- texts may say the first name
	consent_on	date NOT NULL,
	registered_at	timestamptz NOT NULL,
	registered_by	bigint REFERENCES app_user,
	replan_at	timestamptz,		-- what is due is found again; NULL: no day changes it by itself
	UNIQUE (id, place_id),
	FOREIGN KEY (id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX child_place ON child (place_id, id);
CREATE INDEX child_replan ON child (replan_at) WHERE replan_at IS NOT NULL;

CREATE TABLE dose (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	child_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	vaccine		text NOT NULL,
	number		integer NOT NULL,
	given_on	date NOT NULL,
	batch		text NOT NULL DEFAULT '' CHECK (length(batch) <= 40),
	recorded_at	timestamptz NOT NULL,
	recorded_by	bigint REFERENCES app_user,
	UNIQUE (child_id, vaccine, number),
	FOREIGN KEY (child_id, place_id) REFERENCES child (id, place_id) ON UPDATE CASCADE
);

-- What may be given next, of each vaccine one: dose_plan() writes it.
CREATE TABLE dose_due (
	child_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	vaccine		text NOT NULL,
	number		integer NOT NULL,
	due_on		date NOT NULL,
	last_on		date,			-- later it is not given
	PRIMARY KEY (child_id, vaccine, number),
	FOREIGN KEY (child_id, place_id) REFERENCES child (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX dose_due_place ON dose_due (place_id, due_on);

-- What is told of a day on which something is due: each step once for each such day.
CREATE TABLE dose_reminder (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	child_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	step		text NOT NULL CHECK (step ~ '^(before|day|after[.][0-9]+)$'),
	due_on		date NOT NULL,
	due_at		timestamptz NOT NULL,
	good_until	timestamptz NOT NULL,	-- later it makes no sense
	state		text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'skipped')),
	reason		text NOT NULL DEFAULT '',	-- of skipped
	message_id	bigint REFERENCES message ON DELETE SET NULL,
	UNIQUE (child_id, step, due_on),
	FOREIGN KEY (child_id, place_id) REFERENCES child (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX dose_reminder_due ON dose_reminder (due_at, id) WHERE state = 'planned';

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['child', 'dose', 'dose_due', 'dose_reminder'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[])
			AND (SELECT my_role()) IN (''nurse'', ''supervisor''))', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true)', t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO aftercare_site', t);
		EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
			FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['dose_version', 'dose_line'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY everybody ON %I FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL)', t);
		EXECUTE format('CREATE POLICY worker ON %I FOR SELECT TO aftercare_worker USING (true)', t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO aftercare_site', t);
		EXECUTE format('GRANT SELECT ON %I TO aftercare_worker', t);
		EXECUTE format('CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_write()', t);
	END LOOP;
END $$;
-- What was published stays as it is.
CREATE POLICY admin_insert ON dose_version FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin' AND published_at IS NULL);
CREATE POLICY admin_update ON dose_version FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin' AND published_at IS NULL);
CREATE POLICY admin_delete ON dose_version FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin' AND published_at IS NULL);
CREATE POLICY admin_insert ON dose_line FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM dose_version v WHERE v.id = version_id AND v.published_at IS NULL));
CREATE POLICY admin_update ON dose_line FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM dose_version v WHERE v.id = version_id AND v.published_at IS NULL));
CREATE POLICY admin_delete ON dose_line FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM dose_version v WHERE v.id = version_id AND v.published_at IS NULL));
GRANT DELETE ON dose, dose_due TO aftercare_site;
GRANT SELECT, UPDATE ON child TO aftercare_worker;
GRANT SELECT ON dose TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON dose_due TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE ON dose_reminder TO aftercare_worker;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OF named, country ON child FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON dose FOR EACH ROW EXECUTE FUNCTION audit_write();

-- The day on which somebody is so old; of a month that is shorter, its last day.
CREATE FUNCTION dose_age(born date, n integer, unit text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT (born + CASE unit WHEN 'days' THEN make_interval(days => n) WHEN 'weeks' THEN make_interval(weeks => n)
	    WHEN 'months' THEN make_interval(months => n) END)::date
$$;

-- The version that is followed.
CREATE FUNCTION dose_in_use(land text) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT id FROM dose_version WHERE country = land AND published_at IS NOT NULL ORDER BY number DESC LIMIT 1
$$;

-- How each dose of a version stands on a day, by what was given, {"Penta 1": "2031-03-05"}: given; early (given before it may
-- be); over (not given at this age any more); waits (for the one before it, reckoned as given on the day it is due, or today);
-- late, due, planned.  It is due at its age, and not before its least age and so many days after the dose of it before that
-- was given; one that is over is not waited for.
CREATE FUNCTION dose_states(version bigint, born date, given jsonb, today date)
RETURNS TABLE (line_id bigint, vaccine text, number integer, given_on date, due_on date, least_on date, last_on date, state text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
	line record;
	series text;
	before date; -- the last dose of it
	waiting boolean;
BEGIN
	FOR line IN SELECT l.* FROM dose_line l WHERE l.version_id = version ORDER BY l.vaccine, l.number LOOP
		IF series IS DISTINCT FROM line.vaccine THEN
			series := line.vaccine;
			before := NULL;
			waiting := false;
		END IF;
		line_id := line.id;
		vaccine := line.vaccine;
		number := line.number;
		given_on := (given ->> (line.vaccine || ' ' || line.number))::date;
		least_on := greatest(dose_age(born, line.least_n, line.least_unit), before + line.interval_days);
		due_on := greatest(dose_age(born, line.due_n, line.due_unit), least_on);
		last_on := dose_age(born, line.latest_n, line.latest_unit);
		state := CASE WHEN given_on < least_on THEN 'early' WHEN given_on IS NOT NULL THEN 'given'
		              WHEN greatest(least_on, today) > last_on THEN 'over' WHEN waiting THEN 'waits'
		              WHEN due_on < today THEN 'late' WHEN due_on = today THEN 'due' ELSE 'planned' END;
		IF given_on IS NOT NULL THEN
			before := given_on;
			waiting := false;
		ELSIF state <> 'over' THEN
			before := greatest(due_on, today);
			waiting := true;
		END IF;
		RETURN NEXT;
	END LOOP;
END $$;

CREATE FUNCTION dose_given(which bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce(jsonb_object_agg(d.vaccine || ' ' || d.number, d.given_on), '{}') FROM dose d WHERE d.child_id = which
$$;

-- When what is due on a day is told: so many days before, on the day, and again every so many days.
CREATE FUNCTION dose_steps(version bigint) RETURNS TABLE (name text, step jsonb) LANGUAGE sql STABLE AS $$
	SELECT s.name, jsonb_build_object('after', s.days, 'unit', 'days', 'hour', left(v.hour::text, 5), 'minds_quiet', true, 'open_only', true)
	  FROM dose_version v
	 CROSS JOIN LATERAL (SELECT 'before' AS name, -v.before_days AS days WHERE v.before_days > 0 UNION ALL SELECT 'day', 0
	       UNION ALL SELECT 'after.' || i, i * v.after_days FROM generate_series(1, v.after_times) i) s
	 WHERE v.id = version
$$;

-- What a child may be given next is found again, and with it what is told: what was planned for another day is told no more, nor
-- is what was written and has not left; what was told of a day stays told.  A moment that is past is not told.
CREATE FUNCTION dose_plan(which bigint, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	kid record;
BEGIN
	PERFORM FROM child c WHERE c.id = which FOR UPDATE;
	SELECT c.place_id, p.birth_date, p.died_on, dose_in_use(c.country) AS version_id, pl.zone, pl.checkin_time, pl.quiet_from, pl.quiet_until,
	       pl.open_days, (at AT TIME ZONE pl.zone)::date AS today, ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = pl.id) AS holidays
	  INTO kid FROM child c JOIN patient p ON p.id = c.id JOIN place pl ON pl.id = c.place_id WHERE c.id = which;
	DELETE FROM dose_due d WHERE d.child_id = which;
	INSERT INTO dose_due (child_id, place_id, vaccine, number, due_on, last_on)
	SELECT which, kid.place_id, s.vaccine, s.number, s.due_on, s.last_on
	  FROM dose_states(kid.version_id, kid.birth_date, dose_given(which), kid.today) s
	 WHERE kid.died_on IS NULL AND s.state IN ('late', 'due', 'planned');
	UPDATE dose_reminder r SET state = 'skipped', reason = 'dose-moved'
	 WHERE r.child_id = which AND r.state = 'planned' AND NOT EXISTS (SELECT FROM dose_due d WHERE d.child_id = which AND d.due_on = r.due_on);
	WITH waiting AS (
		SELECT o.id, m.id AS message_id, r.id AS reminder_id
		  FROM dose_reminder r JOIN message m ON m.id = r.message_id JOIN outbox o ON o.id = m.outbox_id
		 WHERE r.child_id = which AND r.state = 'sent' AND m.state IN ('held', 'queued') AND o.state IN ('ready', 'held')
		   AND NOT EXISTS (SELECT FROM dose_due d WHERE d.child_id = which AND d.due_on = r.due_on)
		   FOR UPDATE OF o
	), gone AS (
		UPDATE outbox o SET state = 'cancelled', reason = 'dose-moved', finished_at = at FROM waiting w WHERE o.id = w.id
	), unsaid AS (
		UPDATE dose_reminder r SET state = 'skipped', reason = 'dose-moved' FROM waiting w WHERE r.id = w.reminder_id
	)
	UPDATE message m SET state = 'cancelled', reason = 'dose-moved' FROM waiting w WHERE m.id = w.message_id;
	-- Steps that another version no longer has.
	UPDATE dose_reminder r SET state = 'skipped', reason = 'dose-moved'
	 WHERE r.child_id = which AND r.state = 'planned' AND r.step NOT IN (SELECT s.name FROM dose_steps(kid.version_id) s);
	INSERT INTO dose_reminder (child_id, place_id, step, due_on, due_at, good_until)
	SELECT which, kid.place_id, t.name, t.due_on, t.moment, t.good_until
	  FROM (SELECT s.name, d.due_on, m.moment,
	               least(lead(m.moment) OVER (PARTITION BY d.due_on ORDER BY m.planned), m.moment + interval '2 days') AS good_until
	          FROM (SELECT DISTINCT due.due_on FROM dose_due due WHERE due.child_id = which) d
	         CROSS JOIN dose_steps(kid.version_id) s
	         CROSS JOIN LATERAL schedule_moment(s.step, d.due_on::timestamp, kid.zone, kid.checkin_time, NULL, kid.quiet_from,
	               kid.quiet_until, kid.open_days, kid.holidays) m) t
	 WHERE t.moment > at AND t.moment < t.good_until
	    ON CONFLICT (child_id, step, due_on) DO UPDATE
	   SET state = 'planned', reason = '', message_id = NULL, due_at = excluded.due_at, good_until = excluded.good_until
	 WHERE dose_reminder.state = 'planned' OR dose_reminder.state = 'skipped' AND dose_reminder.reason = 'dose-moved';
	UPDATE child c SET replan_at = (SELECT day_begins(min(d.last_on) + 1, kid.zone) FROM dose_due d WHERE d.child_id = which) WHERE c.id = which;
END $$;

-- A child's date of birth, its facility, its death, and the facility's clocks, hours and days: found again by the worker.
CREATE FUNCTION child_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE child c SET replan_at = business_now() WHERE c.id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER child_changed AFTER UPDATE OF birth_date, place_id, died_on ON patient FOR EACH ROW
	WHEN ((NEW.birth_date, NEW.place_id, NEW.died_on) IS DISTINCT FROM (OLD.birth_date, OLD.place_id, OLD.died_on))
	EXECUTE FUNCTION child_changed();
CREATE FUNCTION child_place_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE child c SET replan_at = business_now()
	 WHERE c.place_id = CASE WHEN TG_TABLE_NAME = 'place' THEN (to_jsonb(NEW) ->> 'id')::bigint
	                         ELSE (coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'place_id')::bigint END;
	RETURN NULL;
END $$;
CREATE TRIGGER child_place_changed AFTER UPDATE OF zone, quiet_from, quiet_until, open_days ON place
	FOR EACH ROW EXECUTE FUNCTION child_place_changed();
CREATE TRIGGER child_place_changed AFTER INSERT OR DELETE ON place_holiday FOR EACH ROW EXECUTE FUNCTION child_place_changed();

-- A draft is followed from now on, by every child of its country.  No row: it has changed since, or is none.
CREATE FUNCTION dose_publish(which bigint, edits_ integer, at timestamptz) RETURNS TABLE (children bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	land text;
BEGIN
	UPDATE dose_version v SET published_at = at, published_by = my_id()
	 WHERE v.id = which AND v.edits = edits_ AND v.published_at IS NULL AND my_role() = 'admin'
	RETURNING v.country INTO land;
	IF land IS NULL THEN
		RETURN;
	END IF;
	UPDATE child c SET replan_at = at WHERE c.country = land;
	GET DIAGNOSTICS children = ROW_COUNT;
	RETURN NEXT;
END $$;
-- How many children follow a country's table: the administrator sees none of them.
CREATE FUNCTION dose_children(land text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM child c WHERE c.country = land AND my_role() = 'admin'
$$;

REVOKE EXECUTE ON FUNCTION dose_age(date, integer, text), dose_in_use(text), dose_states(bigint, date, jsonb, date), dose_given(bigint),
    dose_steps(bigint), dose_plan(bigint, timestamptz), child_changed(), child_place_changed(), dose_publish(bigint, integer, timestamptz),
    dose_children(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dose_age(date, integer, text), dose_in_use(text), dose_states(bigint, date, jsonb, date), dose_given(bigint),
    dose_steps(bigint), dose_plan(bigint, timestamptz) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION day_begins(date, text) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION dose_publish(bigint, integer, timestamptz), dose_children(text) TO aftercare_site;

-- Two examples.  Ages are those of the sources; least ages, intervals and latest ages are what is usual.
INSERT INTO dose_version (country, title, number, source, dated, begun_at, published_at) VALUES
	('MW', 'Malawi', 1, 'Ministry of Health, EPI handbook; measles and rubella as given since 2017', '2017', '2026-11-01', '2026-11-01'),
	('KE', 'Kenya', 1, 'KEPI, as shown on pages of hospitals and colleges', 'not dated', '2026-11-01', '2026-11-01');
INSERT INTO dose_line (version_id, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, latest_n, latest_unit)
SELECT v.id, l.vaccine, l.number, l.due_n, l.due_unit, l.least_n, l.least_unit, l.interval_days, l.latest_n, coalesce(l.latest_unit, 'weeks')
  FROM dose_version v
  JOIN (VALUES ('MW KE', 'BCG', 1, 0, 'days', 0, 'days', 0, 12, 'months'),
	('MW KE', 'OPV', 0, 0, 'days', 0, 'days', 0, 2, 'weeks'),
	('MW KE', 'OPV', 1, 6, 'weeks', 6, 'weeks', 28, 59, 'months'), ('MW KE', 'OPV', 2, 10, 'weeks', 10, 'weeks', 28, 59, 'months'),
	('MW KE', 'OPV', 3, 14, 'weeks', 14, 'weeks', 28, 59, 'months'),
	('MW KE', 'Penta', 1, 6, 'weeks', 6, 'weeks', 0, 59, 'months'), ('MW KE', 'Penta', 2, 10, 'weeks', 10, 'weeks', 28, 59, 'months'),
	('MW KE', 'Penta', 3, 14, 'weeks', 14, 'weeks', 28, 59, 'months'),
	('MW KE', 'PCV', 1, 6, 'weeks', 6, 'weeks', 0, 24, 'months'), ('MW KE', 'PCV', 2, 10, 'weeks', 10, 'weeks', 28, 24, 'months'),
	('MW KE', 'PCV', 3, 14, 'weeks', 14, 'weeks', 28, 24, 'months'),
	('MW KE', 'Rota', 1, 6, 'weeks', 6, 'weeks', 0, 24, 'months'), ('MW KE', 'Rota', 2, 10, 'weeks', 10, 'weeks', 28, 24, 'months'),
	('MW KE', 'IPV', 1, 14, 'weeks', 14, 'weeks', 0, 59, 'months'),
	('MW KE', 'Vitamin A', 1, 6, 'months', 6, 'months', 0, 59, 'months'),
	('MW KE', 'MR', 1, 9, 'months', 9, 'months', 0, NULL, NULL),
	('MW', 'MR', 2, 15, 'months', 15, 'months', 28, NULL, NULL),
	('KE', 'MR', 2, 18, 'months', 18, 'months', 28, NULL, NULL))
    AS l (lands, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, latest_n, latest_unit)
    ON position(v.country IN l.lands) > 0;
