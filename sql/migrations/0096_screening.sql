-- Case finding: a screening asks people by SMS in waves, each answer leads to another question, to a positive or to the end; a
-- positive is a task with a deadline, and what came of it is counted.

CREATE TABLE screening (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	title		text NOT NULL CHECK (length(title) BETWEEN 2 AND 60),
	number		integer NOT NULL CHECK (number > 0),	-- of the versions of its title
	state		text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'paused', 'ended')),
	-- Whom: clients of these facilities ({}: of all) who have agreed to messages.
	places		bigint[] NOT NULL DEFAULT '{}',
	sex		text NOT NULL DEFAULT '' CHECK (sex IN ('', 'male', 'female')),
	age_from	integer CHECK (age_from BETWEEN 0 AND 120),
	age_to		integer CHECK (age_to BETWEEN 0 AND 120),
	follow		text NOT NULL DEFAULT 'out' CHECK (follow IN ('any', 'in', 'out')),	-- in follow-up
	since		text NOT NULL DEFAULT '' CHECK (since IN ('', 'procedure', 'visit')),
	since_from	integer CHECK (since_from BETWEEN 0 AND 600),	-- months ago, at least
	since_to	integer CHECK (since_to BETWEEN 0 AND 600),	-- and at most
	-- When, by each facility's clocks and open days.
	starts_on	date,			-- NULL: the day on which it is started
	per_day		integer NOT NULL DEFAULT 50 CHECK (per_day BETWEEN 1 AND 5000),	-- people a day at each facility
	from_hour	time NOT NULL DEFAULT '09:00',
	to_hour		time NOT NULL DEFAULT '16:00',
	again_hours	integer NOT NULL DEFAULT 24 CHECK (again_hours BETWEEN 1 AND 168),
	again_most	integer NOT NULL DEFAULT 1 CHECK (again_most BETWEEN 0 AND 5),
	task_hours	integer NOT NULL DEFAULT 24 CHECK (task_hours BETWEEN 1 AND 336),
	-- What is said at the end and to a positive, by language: {"en": "Thank you."}
	thanks		jsonb NOT NULL DEFAULT '{}',
	found		jsonb NOT NULL DEFAULT '{}',
	begun_at	timestamptz NOT NULL,
	begun_by	bigint REFERENCES app_user,
	started_at	timestamptz,
	started_by	bigint REFERENCES app_user,
	ended_at	timestamptz,
	edits		integer NOT NULL DEFAULT 1,
	UNIQUE (title, number),
	CHECK (from_hour < to_hour),
	CHECK ((state = 'draft') = (started_at IS NULL))
);

CREATE TABLE screening_question (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	screening_id	bigint NOT NULL REFERENCES screening ON DELETE CASCADE,
	number		integer NOT NULL CHECK (number BETWEEN 1 AND 20),	-- the least is asked first
	ask		jsonb NOT NULL DEFAULT '{}',	-- by language
	again		jsonb NOT NULL DEFAULT '{}',	-- to an answer that is not understood
	UNIQUE (screening_id, number)
);

CREATE TABLE screening_answer (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	question_id	bigint NOT NULL REFERENCES screening_question ON DELETE CASCADE,
	code		text NOT NULL CHECK (code ~ '^([0-9]|#)$'),	-- #: any whole number
	label		text NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
	words		text NOT NULL DEFAULT '' CHECK (length(words) <= 200),	-- that mean the same, with commas between
	leads		text NOT NULL CHECK (leads IN ('question', 'positive', 'end')),
	next		integer,		-- the question's number
	UNIQUE (question_id, code),
	CHECK ((leads = 'question') = (next IS NOT NULL))
);

-- Who was in the target group when it was started.
CREATE TABLE screening_person (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	screening_id	bigint NOT NULL REFERENCES screening,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	rank		integer NOT NULL,	-- whose turn comes first
	wave		integer,		-- of his facility; NULL: his turn has not come
	state		text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'asked', 'positive', 'negative', 'silent', 'nurse', 'left')),
	reason		text NOT NULL DEFAULT '',	-- of left
	positive_at	timestamptz,
	deadline_at	timestamptz,
	task_id		bigint UNIQUE REFERENCES task,
	UNIQUE (screening_id, patient_id),
	UNIQUE (id, place_id),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX screening_person_turn ON screening_person (screening_id, place_id, rank) WHERE state = 'waiting';
CREATE INDEX screening_person_patient ON screening_person (patient_id) WHERE state IN ('waiting', 'asked');
CREATE INDEX screening_person_place ON screening_person (place_id, screening_id);

-- At each facility, on a day at most one: what makes two workers open it once.
CREATE TABLE screening_wave (
	screening_id	bigint NOT NULL REFERENCES screening,
	place_id	bigint NOT NULL REFERENCES place,
	number		integer NOT NULL,
	day		date NOT NULL,
	opened_at	timestamptz NOT NULL,
	PRIMARY KEY (screening_id, place_id, day),
	UNIQUE (screening_id, place_id, number)
);

-- One question to one person, however often it is asked again.
CREATE TABLE screening_ask (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	number		integer NOT NULL,	-- of the question
	state		text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'open', 'answered', 'silent', 'nurse', 'skipped')),
	reason		text NOT NULL DEFAULT '',	-- of skipped
	due_at		timestamptz NOT NULL,	-- planned: when it leaves; open: when it is looked at again
	follows_until	timestamptz,		-- he has just answered: until then it leaves at any hour
	tries		integer NOT NULL DEFAULT 0,	-- how often its text was written
	asked_at	timestamptz,
	message_id	bigint REFERENCES message ON DELETE SET NULL,	-- the last of its texts
	again_said	boolean NOT NULL DEFAULT false,	-- that he was not understood
	answer		text NOT NULL DEFAULT '',	-- the code
	said		text NOT NULL DEFAULT '',	-- his words
	answered_at	timestamptz,
	answer_message_id bigint REFERENCES message ON DELETE SET NULL,
	UNIQUE (person_id, number),
	FOREIGN KEY (person_id, place_id) REFERENCES screening_person (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX screening_ask_due ON screening_ask (due_at, id) WHERE state = 'planned';
CREATE INDEX screening_ask_look ON screening_ask (due_at, id) WHERE state = 'open';
CREATE INDEX screening_ask_patient ON screening_ask (patient_id) WHERE tries > 0;
CREATE INDEX screening_ask_answer ON screening_ask (answer_message_id) WHERE answer_message_id IS NOT NULL;
CREATE INDEX screening_ask_message ON screening_ask (message_id) WHERE message_id IS NOT NULL;

ALTER TABLE task DROP CONSTRAINT task_kind_check;
ALTER TABLE task ADD CONSTRAINT task_kind_check CHECK (kind IN ('problem', 'trace', 'who', 'number', 'visit',
	'handed-back', 'free', 'escalation', 'rule', 'call', 'screening'));
ALTER TABLE automatic_answer DROP CONSTRAINT automatic_answer_kind_check;
ALTER TABLE automatic_answer ADD CONSTRAINT automatic_answer_kind_check CHECK (kind IN ('outside-hours', 'which-sign', 'stopped',
	'started', 'report', 'screening'));

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['screening_person', 'screening_ask'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[])
			AND (SELECT my_role()) IN (''nurse'', ''supervisor''))', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true)', t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO aftercare_worker', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['screening', 'screening_question', 'screening_answer'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY everybody ON %I FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL)', t);
		EXECUTE format('CREATE POLICY worker ON %I FOR SELECT TO aftercare_worker USING (true)', t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO aftercare_site', t);
		EXECUTE format('GRANT SELECT ON %I TO aftercare_worker', t);
		EXECUTE format('CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION audit_write()', t);
	END LOOP;
END $$;
GRANT SELECT, UPDATE ON screening_person TO aftercare_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON screening_ask TO aftercare_site;
-- The job holds a screening while it opens a wave of it.
GRANT UPDATE (edits) ON screening TO aftercare_worker;
CREATE POLICY hold ON screening FOR UPDATE TO aftercare_worker USING (true);
ALTER TABLE screening_wave ENABLE ROW LEVEL SECURITY;
ALTER TABLE screening_wave FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON screening_wave TO aftercare_worker USING (true);
GRANT SELECT, INSERT ON screening_wave TO aftercare_worker;
-- What was started stays as it is; whoever started it turns it by screening_turn() alone.
CREATE POLICY admin_insert ON screening FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin' AND state = 'draft');
CREATE POLICY admin_update ON screening FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin' AND state = 'draft');
CREATE POLICY admin_delete ON screening FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin' AND state = 'draft');
CREATE POLICY admin_insert ON screening_question FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM screening s WHERE s.id = screening_id AND s.state = 'draft'));
CREATE POLICY admin_update ON screening_question FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM screening s WHERE s.id = screening_id AND s.state = 'draft'));
CREATE POLICY admin_delete ON screening_question FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM screening s WHERE s.id = screening_id AND s.state = 'draft'));
CREATE POLICY admin_insert ON screening_answer FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM screening_question q JOIN screening s ON s.id = q.screening_id WHERE q.id = question_id AND s.state = 'draft'));
CREATE POLICY admin_delete ON screening_answer FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin'
	AND EXISTS (SELECT FROM screening_question q JOIN screening s ON s.id = q.screening_id WHERE q.id = question_id AND s.state = 'draft'));

-- The group ---------------------------------------------------------------------------------

-- Who fits the target, and why he is not asked: '' if he is.
CREATE FUNCTION screening_group(which bigint, at timestamptz) RETURNS TABLE (patient_id bigint, place_id bigint, language text, why text)
LANGUAGE sql STABLE AS $$
	SELECT p.id, p.place_id, p.language,
	       CASE WHEN p.opted_out_at IS NOT NULL OR EXISTS (SELECT FROM opt_out o WHERE o.patient_id = p.id AND o.ended_at IS NULL) THEN 'opted-out'
	            WHEN p.phone_id IS NULL THEN 'no-number' WHEN ph.stopped_at IS NOT NULL THEN 'blocked'
	            WHEN e.id IS NULL AND c.id IS NULL THEN 'no-consent'
	            WHEN EXISTS (SELECT FROM screening_person o WHERE o.patient_id = p.id AND o.state IN ('waiting', 'asked')) THEN 'other-screening'
	            ELSE '' END
	  FROM screening s
	  JOIN place pl ON pl.active AND pl.kind = 'facility' AND (s.places = '{}' OR pl.id = ANY (s.places))
	  JOIN patient p ON p.place_id = pl.id AND p.died_on IS NULL
	  LEFT JOIN phone ph ON ph.id = p.phone_id
	  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
	  LEFT JOIN child c ON c.id = p.id
	 CROSS JOIN LATERAL (SELECT ($2 AT TIME ZONE pl.zone)::date AS today) d
	 CROSS JOIN LATERAL (SELECT CASE s.since WHEN 'procedure' THEN e.anchor_date
	       WHEN 'visit' THEN greatest(e.anchor_date,
	            (SELECT max(a.day) FROM appointment a WHERE a.patient_id = p.id AND a.status = 'attended'),
	            (SELECT max(g.given_on) FROM dose g WHERE g.child_id = p.id)) END AS day) l
	 WHERE s.id = which AND (s.sex = '' OR p.sex = s.sex)
	   AND (s.age_from IS NULL OR p.birth_date <= d.today - make_interval(years => s.age_from))
	   AND (s.age_to IS NULL OR p.birth_date > d.today - make_interval(years => s.age_to + 1))
	   AND CASE s.follow WHEN 'in' THEN e.state = 'active' WHEN 'out' THEN e.state IS DISTINCT FROM 'active' ELSE true END
	   AND (s.since = '' OR l.day IS NOT NULL
	        AND (s.since_from IS NULL OR l.day <= d.today - make_interval(months => s.since_from))
	        AND (s.since_to IS NULL OR l.day >= d.today - make_interval(months => s.since_to)))
$$;

-- How many that is, for the administrator, who sees none of them.
CREATE FUNCTION screening_reach(which bigint, at timestamptz) RETURNS TABLE (place_id bigint, place_name text, language text, why text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT g.place_id, pl.name, g.language, g.why, count(*)
	  FROM screening_group(which, $2) g JOIN place pl ON pl.id = g.place_id
	 WHERE my_role() = 'admin' GROUP BY g.place_id, pl.name, g.language, g.why
$$;

-- When ----------------------------------------------------------------------------------------

-- This moment, or the first after it at which a screening may ask at a facility: between its hours, on an open day, outside
-- the quiet hours.  NULL: none within two years.
CREATE FUNCTION screening_moment(which bigint, here bigint, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT greatest(m.moment, at)
	  FROM screening s
	  JOIN place p ON p.id = here
	 CROSS JOIN LATERAL (SELECT at AT TIME ZONE p.zone AS shown, ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id) AS holidays) l
	 CROSS JOIN LATERAL (SELECT CASE WHEN l.shown::time > s.to_hour OR l.shown::date = ANY (l.holidays)
	            OR position(extract(isodow FROM l.shown)::text IN p.open_days) = 0
	       THEN l.shown::date + interval '1 day' ELSE l.shown END AS from_then) f
	 CROSS JOIN LATERAL schedule_moment(jsonb_build_object('after', 0, 'unit', 'minutes', 'minds_quiet', true, 'open_only', true,
	       'earliest', s.from_hour, 'latest', s.to_hour), f.from_then, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until,
	       p.open_days, l.holidays) m
	 WHERE s.id = which AND m.moment IS NOT NULL
$$;

-- Facilities of a draft's group at which no hour fits.
CREATE FUNCTION screening_never(which bigint, at timestamptz) RETURNS TABLE (place_name text) LANGUAGE sql STABLE AS $$
	SELECT pl.name FROM screening s
	  JOIN place pl ON pl.active AND pl.kind = 'facility' AND (s.places = '{}' OR pl.id = ANY (s.places))
	 WHERE s.id = which AND screening_moment(which, pl.id, $2) IS NULL
$$;

-- Begins it, as it was seen: the group is settled, in an order of chance.  No row: it has changed since, or is no draft.
CREATE FUNCTION screening_start(which bigint, edits_ integer, at timestamptz) RETURNS TABLE (people bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE screening s SET state = 'running', started_at = at, started_by = my_id()
	 WHERE s.id = which AND s.edits = edits_ AND s.state = 'draft' AND my_role() = 'admin';
	IF NOT FOUND THEN
		RETURN;
	END IF;
	INSERT INTO screening_person (screening_id, patient_id, place_id, rank)
	SELECT which, g.patient_id, g.place_id, row_number() OVER (ORDER BY md5(which || ':' || g.patient_id), g.patient_id)
	  FROM screening_group(which, at) g WHERE g.why = '';
	GET DIAGNOSTICS people = ROW_COUNT;
	RETURN NEXT;
END $$;

-- Paused, running again, ended.  Ended: whoever's turn has not come is not asked, nor is anything asked again; what was asked
-- can still be answered.  No row: it stands otherwise.
CREATE FUNCTION screening_turn(which bigint, goal text, at timestamptz) RETURNS TABLE (state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
BEGIN
	UPDATE screening s SET state = goal, ended_at = CASE goal WHEN 'ended' THEN at END
	 WHERE s.id = which AND my_role() = 'admin'
	   AND s.state = ANY (CASE goal WHEN 'paused' THEN ARRAY['running'] WHEN 'running' THEN ARRAY['paused']
	                               WHEN 'ended' THEN ARRAY['running', 'paused'] ELSE '{}' END);
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF goal = 'ended' THEN
		WITH gone AS (
			UPDATE screening_ask a SET state = 'skipped', reason = 'ended' FROM screening_person p
			 WHERE p.screening_id = which AND a.person_id = p.id AND a.state = 'planned' AND a.tries = 0
			   AND coalesce(a.follows_until < at, true)
			RETURNING a.person_id
		)
		UPDATE screening_person p SET state = 'left', reason = 'ended'
		 WHERE p.screening_id = which AND (p.state = 'waiting' OR p.state = 'asked' AND p.id IN (SELECT person_id FROM gone));
		UPDATE screening_ask a SET state = 'open', due_at = at FROM screening_person p
		 WHERE p.screening_id = which AND a.person_id = p.id AND a.state = 'planned' AND a.tries > 0;
	END IF;
	state := goal;
	RETURN NEXT;
END $$;

-- The worker's steps ----------------------------------------------------------------------------

-- Today's wave at each facility, once: so many people that no more are asked first on one day.  They are asked one after the
-- other until the hours end.
CREATE FUNCTION screening_waves(at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	here record;
	room integer;
	opened bigint := 0;
BEGIN
	FOR here IN
		SELECT s.id, s.per_day, s.to_hour, pl.id AS place_id, pl.zone, (at AT TIME ZONE pl.zone)::date AS today,
		       (SELECT min(q.number) FROM screening_question q WHERE q.screening_id = s.id) AS first
		  FROM screening s
		  JOIN place pl ON EXISTS (SELECT FROM screening_person p WHERE p.screening_id = s.id AND p.place_id = pl.id AND p.state = 'waiting')
		 WHERE s.state = 'running' AND (at AT TIME ZONE pl.zone)::date >= coalesce(s.starts_on, (s.started_at AT TIME ZONE pl.zone)::date)
		   AND NOT EXISTS (SELECT FROM screening_wave w WHERE w.screening_id = s.id AND w.place_id = pl.id AND w.day = (at AT TIME ZONE pl.zone)::date)
		 ORDER BY s.id, pl.id FOR UPDATE OF s SKIP LOCKED
	LOOP
		CONTINUE WHEN coalesce(screening_moment(here.id, here.place_id, at) > at, true);
		room := here.per_day - (SELECT count(*) FROM screening_ask a JOIN screening_person p ON p.id = a.person_id
			WHERE a.state = 'planned' AND a.tries = 0 AND a.number = here.first AND p.screening_id = here.id AND p.place_id = here.place_id);
		CONTINUE WHEN room <= 0;
		INSERT INTO screening_wave (screening_id, place_id, number, day, opened_at)
		SELECT here.id, here.place_id, 1 + count(*), here.today, at FROM screening_wave w WHERE w.screening_id = here.id AND w.place_id = here.place_id
		    ON CONFLICT DO NOTHING;
		CONTINUE WHEN NOT FOUND;
		WITH next AS MATERIALIZED (
			SELECT p.id, p.rank FROM screening_person p
			 WHERE p.screening_id = here.id AND p.place_id = here.place_id AND p.state = 'waiting'
			 ORDER BY p.rank LIMIT room FOR UPDATE
		), asked AS (
			UPDATE screening_person p SET state = 'asked', wave = (SELECT w.number FROM screening_wave w
			       WHERE w.screening_id = here.id AND w.place_id = here.place_id AND w.day = here.today)
			  FROM next WHERE p.id = next.id
			RETURNING p.id, p.patient_id, p.place_id, p.rank
		)
		INSERT INTO screening_ask (person_id, patient_id, place_id, number, due_at)
		SELECT a.id, a.patient_id, a.place_id, here.first,
		       at + (row_number() OVER (ORDER BY a.rank) - 1) * greatest(local_moment(here.today, here.to_hour, here.zone) - at, '0') / count(*) OVER ()
		  FROM asked a;
		opened := opened + 1;
	END LOOP;
	RETURN opened;
END $$;

-- Questions whose time to be answered is over: asked again, or not answered.  What has not left was not asked.
CREATE FUNCTION screening_settle(at timestamptz, most integer) RETURNS bigint LANGUAGE sql AS $$
	WITH over AS MATERIALIZED (
		SELECT a.id, a.person_id, a.place_id, a.tries, p.screening_id, s.state, s.again_most, m.state AS text_state,
		       coalesce(o.sends = 0 AND m.state IN ('failed', 'cancelled'), false) AS unsent,
		       coalesce(m.sent_at, o.sent_at, a.asked_at) + make_interval(hours => s.again_hours) AS until
		  FROM screening_ask a
		  JOIN screening_person p ON p.id = a.person_id
		  JOIN screening s ON s.id = p.screening_id AND s.state IN ('running', 'ended')
		  LEFT JOIN message m ON m.id = a.message_id
		  LEFT JOIN outbox o ON o.id = m.outbox_id
		 WHERE a.state = 'open' AND a.due_at <= $1
		 ORDER BY a.due_at, a.id LIMIT $2 FOR UPDATE OF a SKIP LOCKED
	), judged AS MATERIALIZED (
		SELECT v.*, CASE WHEN v.text_state IN ('held', 'queued', 'sending', 'unsure') THEN 'on-its-way'
		                 WHEN v.state = 'ended' THEN 'over' WHEN v.unsent THEN 'unsent' WHEN v.until > $1 THEN 'early'
		                 WHEN v.tries <= v.again_most THEN 'again' ELSE 'over' END AS what
		  FROM over v
	), asks AS (
		UPDATE screening_ask a
		   SET state = CASE j.what WHEN 'over' THEN 'silent' WHEN 'unsent' THEN 'planned' WHEN 'again' THEN 'planned' ELSE 'open' END,
		       tries = a.tries - (j.what = 'unsent')::integer,
		       due_at = CASE j.what WHEN 'on-its-way' THEN $1 + interval '10 minutes' WHEN 'early' THEN j.until
		                            WHEN 'over' THEN a.due_at ELSE at END
		  FROM judged j WHERE a.id = j.id
	), people AS (
		UPDATE screening_person p
		   SET state = CASE WHEN j.text_state = 'failed' THEN 'left' ELSE 'silent' END, reason = CASE WHEN j.text_state = 'failed' THEN 'failed' ELSE '' END
		  FROM judged j WHERE p.id = j.person_id AND j.what = 'over' AND p.state = 'asked'
	)
	SELECT count(*) FROM judged
$$;

-- A positive whom nobody has called in time is urgent, and a supervisor's to see to.
CREATE FUNCTION screening_late(at timestamptz) RETURNS bigint LANGUAGE sql AS $$
	WITH late AS (
		UPDATE task t SET priority = 2, performer = 'supervisor', version = t.version + 1, event = 'late-screening'
		  FROM (SELECT x.id FROM screening_person p JOIN task x ON x.id = p.task_id
		         WHERE p.state = 'positive' AND p.deadline_at <= at AND x.open AND x.performer = 'nurse'
		           FOR UPDATE OF x SKIP LOCKED) l
		 WHERE t.id = l.id
		RETURNING t.id
	)
	SELECT count(*) FROM late
$$;
CREATE INDEX screening_person_deadline ON screening_person (deadline_at) WHERE state = 'positive';

-- Who wants no messages any more, or has died, is asked no more; who wants them again, again.
CREATE FUNCTION screening_stopped() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	why constant text := CASE WHEN NEW.died_on IS NOT NULL THEN 'died' ELSE 'opted-out' END;
BEGIN
	IF NEW.died_on IS NOT NULL OR NEW.opted_out_at IS NOT NULL THEN
		UPDATE screening_ask a SET state = 'skipped', reason = why FROM screening_person p
		 WHERE p.id = a.person_id AND p.patient_id = NEW.id AND p.state = 'asked' AND a.state IN ('planned', 'open');
		UPDATE screening_person p SET state = 'left', reason = why WHERE p.patient_id = NEW.id AND p.state IN ('waiting', 'asked');
	ELSE
		UPDATE screening_ask a SET state = CASE WHEN a.tries = 0 THEN 'planned' ELSE 'open' END, reason = '' FROM screening_person p
		  JOIN screening s ON s.id = p.screening_id AND s.state <> 'ended'
		 WHERE p.id = a.person_id AND p.patient_id = NEW.id AND p.state = 'left' AND p.reason IN ('opted-out', 'died')
		   AND a.state = 'skipped' AND a.reason = p.reason;
		UPDATE screening_person p SET state = CASE WHEN p.wave IS NULL THEN 'waiting' ELSE 'asked' END, reason = '' FROM screening s
		 WHERE s.id = p.screening_id AND s.state <> 'ended' AND p.patient_id = NEW.id AND p.state = 'left' AND p.reason IN ('opted-out', 'died');
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER screening_stopped AFTER UPDATE OF opted_out_at, died_on ON patient FOR EACH ROW
	WHEN ((NEW.opted_out_at IS NULL) <> (OLD.opted_out_at IS NULL) OR (NEW.died_on IS NULL) <> (OLD.died_on IS NULL))
	EXECUTE FUNCTION screening_stopped();

-- What came of it ---------------------------------------------------------------------------------

-- By facility and wave (0: whose turn has not come), of the facilities that whoever asks may see; an administrator sees all.
CREATE FUNCTION screening_yield(which bigint, at timestamptz)
RETURNS TABLE (place_id bigint, place_name text, wave integer, day date, people bigint, asked bigint, delivered bigint, failed bigint,
    answered bigint, silent bigint, with_nurse bigint, opted_out bigint, positive bigint, late bigint, done bigint, confirmed bigint, refuted bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT p.place_id, pl.name, coalesce(p.wave, 0), min(w.day), count(*), count(*) FILTER (WHERE f.asked), count(*) FILTER (WHERE f.delivered),
	       count(*) FILTER (WHERE f.failed), count(*) FILTER (WHERE f.answered), count(*) FILTER (WHERE p.state = 'silent'),
	       count(*) FILTER (WHERE p.state = 'nurse'), count(*) FILTER (WHERE p.reason = 'opted-out'),
	       count(*) FILTER (WHERE p.state = 'positive'), count(*) FILTER (WHERE p.state = 'positive' AND t.open AND p.deadline_at <= $2),
	       count(*) FILTER (WHERE t.status = 'completed'), count(*) FILTER (WHERE t.status = 'completed' AND t.outcome = 'confirmed'),
	       count(*) FILTER (WHERE t.status = 'completed' AND t.outcome = 'refuted')
	  FROM screening_person p
	  JOIN place pl ON pl.id = p.place_id
	  LEFT JOIN screening_wave w ON w.screening_id = p.screening_id AND w.place_id = p.place_id AND w.number = p.wave
	  LEFT JOIN task t ON t.id = p.task_id
	 CROSS JOIN LATERAL (
		SELECT coalesce(bool_or(a.tries > 0), false) AS asked, coalesce(bool_or(a.state = 'answered' OR m.state = 'delivered'), false) AS delivered,
		       coalesce(bool_or(m.state = 'failed' AND a.state <> 'answered'), false) AS failed, coalesce(bool_or(a.state = 'answered'), false) AS answered
		  FROM screening_ask a LEFT JOIN message m ON m.id = a.message_id WHERE a.person_id = p.id) f
	 WHERE p.screening_id = which AND (my_role() = 'admin' OR p.place_id = ANY (my_places()))
	 GROUP BY p.place_id, pl.name, p.wave
$$;

-- How often each question was asked, and what was answered; code '': no answer, '?': it still waits, '!': with a nurse.
CREATE FUNCTION screening_tally(which bigint) RETURNS TABLE (number integer, code text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT a.number, CASE a.state WHEN 'answered' THEN a.answer WHEN 'silent' THEN '' WHEN 'nurse' THEN '!' WHEN 'skipped' THEN '-' ELSE '?' END, count(*)
	  FROM screening_person p JOIN screening_ask a ON a.person_id = p.id AND a.tries > 0
	 WHERE p.screening_id = which AND (my_role() = 'admin' OR p.place_id = ANY (my_places()))
	 GROUP BY 1, 2
$$;

-- Of the facilities that whoever asks may see, how many are in it, positive, and not called in time.
CREATE FUNCTION screening_sums(at timestamptz) RETURNS TABLE (screening_id bigint, people bigint, waiting bigint, positive bigint, late bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT p.screening_id, count(*), count(*) FILTER (WHERE p.state = 'waiting'), count(*) FILTER (WHERE p.state = 'positive'),
	       count(*) FILTER (WHERE p.state = 'positive' AND t.open AND p.deadline_at <= $1)
	  FROM screening_person p LEFT JOIN task t ON t.id = p.task_id
	 WHERE my_role() = 'admin' OR p.place_id = ANY (my_places())
	 GROUP BY p.screening_id
$$;

REVOKE EXECUTE ON FUNCTION screening_group(bigint, timestamptz), screening_reach(bigint, timestamptz), screening_moment(bigint, bigint, timestamptz),
    screening_never(bigint, timestamptz), screening_start(bigint, integer, timestamptz), screening_turn(bigint, text, timestamptz),
    screening_waves(timestamptz), screening_settle(timestamptz, integer), screening_late(timestamptz), screening_stopped(),
    screening_yield(bigint, timestamptz), screening_tally(bigint), screening_sums(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION screening_reach(bigint, timestamptz), screening_moment(bigint, bigint, timestamptz), screening_never(bigint, timestamptz),
    screening_start(bigint, integer, timestamptz), screening_turn(bigint, text, timestamptz), screening_yield(bigint, timestamptz),
    screening_tally(bigint), screening_sums(timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION screening_moment(bigint, bigint, timestamptz), screening_waves(timestamptz), screening_settle(timestamptz, integer),
    screening_late(timestamptz) TO aftercare_worker;
