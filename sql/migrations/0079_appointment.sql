-- Appointments: when a client is expected at his facility, whether he comes, and what he is told of it.

CREATE TABLE appointment (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	patient_id	bigint NOT NULL,
	day		date NOT NULL,		-- by the facility's calendar and clocks
	hour		time NOT NULL,
	at		timestamptz NOT NULL,	-- that moment
	asks_at		timestamptz NOT NULL,	-- that day is over: somebody is asked whether he came
	what		text NOT NULL CHECK (what ~ '^[a-z0-9_]{1,40}$'),	-- as the programme calls it
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	status		text NOT NULL DEFAULT 'booked'
			CHECK (status IN ('booked', 'confirmed', 'wants-change', 'cancelled', 'attended', 'missed')),
	booked_at	timestamptz NOT NULL,
	booked_by	bigint REFERENCES app_user,
	changed_at	timestamptz NOT NULL,
	answer_id	bigint REFERENCES message ON DELETE SET NULL,	-- his text that it stands so by
	asked_at	timestamptz,		-- whether he came
	missed_at	timestamptz,
	came_on		date,			-- of attended: by the facility's calendar
	task_id		bigint REFERENCES task ON DELETE SET NULL,	-- what is to be done about it now
	version		integer NOT NULL DEFAULT 1,
	UNIQUE (id, place_id),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK ((status = 'attended') = (came_on IS NOT NULL)),
	CHECK (status <> 'missed' OR missed_at IS NOT NULL)
);
-- One a day, as long as he is expected.
CREATE UNIQUE INDEX appointment_one ON appointment (patient_id, day) WHERE status IN ('booked', 'confirmed', 'wants-change');
CREATE INDEX appointment_diary ON appointment (place_id, day, hour, id);
CREATE INDEX appointment_patient ON appointment (patient_id, day DESC);
CREATE INDEX appointment_asks ON appointment (asks_at)
	WHERE asked_at IS NULL AND status IN ('booked', 'confirmed', 'wants-change');

-- What he is told of one: once for each step and each moment that was agreed.
CREATE TABLE appointment_reminder (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	appointment_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	step		text NOT NULL,		-- of the programme
	expected	timestamptz NOT NULL,	-- the appointment, as it was when this was planned
	due_at		timestamptz NOT NULL,
	good_until	timestamptz NOT NULL,	-- later it makes no sense
	state		text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'skipped')),
	reason		text NOT NULL DEFAULT '',	-- of skipped
	message_id	bigint REFERENCES message ON DELETE SET NULL,
	UNIQUE (appointment_id, step, expected),
	FOREIGN KEY (appointment_id, place_id) REFERENCES appointment (id, place_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX appointment_reminder_due ON appointment_reminder (due_at) WHERE state = 'planned';
CREATE INDEX appointment_reminder_patient ON appointment_reminder (patient_id) WHERE state = 'sent';

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['appointment', 'appointment_reminder'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[]))', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true)', t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO aftercare_site', t);
		EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
			FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
		EXECUTE format('CREATE TRIGGER version_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
			FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
	END LOOP;
END $$;
GRANT SELECT, UPDATE ON appointment TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE ON appointment_reminder TO aftercare_worker;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON appointment FOR EACH ROW EXECUTE FUNCTION audit_write();

-- A facility's clocks are another zone's from now on: nine o'clock stays nine o'clock.
CREATE FUNCTION appointment_zone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE appointment_reminder r
	   SET expected = (r.expected AT TIME ZONE OLD.zone) AT TIME ZONE NEW.zone,
	       due_at = (r.due_at AT TIME ZONE OLD.zone) AT TIME ZONE NEW.zone,
	       good_until = (r.good_until AT TIME ZONE OLD.zone) AT TIME ZONE NEW.zone
	 WHERE r.place_id = NEW.id AND r.expected > business_now();
	UPDATE appointment a SET at = local_moment(a.day, a.hour, NEW.zone), asks_at = day_begins(a.day + 1, NEW.zone)
	 WHERE a.place_id = NEW.id AND a.at > business_now();
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION appointment_zone() FROM PUBLIC;
CREATE TRIGGER appointment_zone AFTER UPDATE OF zone ON place
	FOR EACH ROW WHEN (NEW.zone IS DISTINCT FROM OLD.zone) EXECUTE FUNCTION appointment_zone();

-- A search of ours is none of the rules' (0071_referral.sql).
CREATE OR REPLACE FUNCTION rule_emission_of(source text, enrolment bigint, adult_age integer) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE split_part(source, ':', 1) || ':' || split_part(source, ':', 2)
	    WHEN 'problem:message' THEN 'message-' || part[3] || coalesce('-patient-' || part[5], '') || '~problem-call~problem-call'
	    WHEN 'who:message' THEN 'message-' || part[3] || '~who-sent~who-sent'
	    WHEN 'number:message' THEN 'enroll-' || enrolment || '~check-number~check-number'
	    WHEN 'number:task' THEN 'outcome-' || part[3] || '~check-number~check-number'
	    WHEN 'trace:referral' THEN NULL
	    WHEN 'trace:appointment' THEN NULL
	    ELSE CASE part[1]
		WHEN 'trace' THEN (SELECT 'enroll-' || e.id || '~silence~' ||
			CASE WHEN p.birth_date > e.anchor_date - make_interval(years => adult_age) THEN 'tracing-minor' ELSE 'tracing' END
		    FROM enrolment e JOIN patient p ON p.id = e.patient_id WHERE e.id = enrolment)
		END END
	  FROM (SELECT string_to_array(source, ':') AS part) s
$$;
