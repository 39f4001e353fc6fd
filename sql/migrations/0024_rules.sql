-- The programme's rules on real patients: whose turn it is, what became of it, and
-- what could not be evaluated.  docs/rules.md is this in words.

-- The program that evaluates, and what it may do.
DO $$
DECLARE r constant text := 'aftercare_rules';
BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
		EXECUTE format('CREATE ROLE %I LOGIN', r);
	END IF;
	EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', r);
	EXECUTE format('ALTER ROLE %I SET lock_timeout = ''5s''', r);
	EXECUTE format('ALTER ROLE %I SET statement_timeout = ''120s''', r);
	-- A batch is one transaction, in which patients are evaluated; each of them may
	-- take six seconds until it is ended.
	EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''30min''', r);
	EXECUTE format('ALTER ROLE %I SET plan_cache_mode = force_generic_plan', r);
	EXECUTE format('ALTER ROLE %I SET jit = off', r);
	EXECUTE format('ALTER ROLE %I SET max_parallel_workers_per_gather = 0', r);
	EXECUTE format('ALTER ROLE %I SET random_page_cost = 1.1', r);
	-- It always asks for a few rows by an index, also where a plan was made while a
	-- table was empty, and was kept while it grew.
	EXECUTE format('ALTER ROLE %I SET enable_seqscan = off', r);
	EXECUTE format('ALTER ROLE %I SET enable_hashjoin = off', r);
	EXECUTE format('ALTER ROLE %I SET enable_mergejoin = off', r);
END $$;
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['patient', 'enrolment', 'thread', 'message', 'reminder', 'checkin', 'task', 'escalation',
	    'task_event', 'phone', 'place'] LOOP
		EXECUTE format('CREATE POLICY rules ON %I FOR SELECT TO aftercare_rules USING (true)', t);
		EXECUTE format('GRANT SELECT ON %I TO aftercare_rules', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['task', 'task_event'] LOOP
		EXECUTE format('CREATE POLICY rules_insert ON %I FOR INSERT TO aftercare_rules WITH CHECK (true)', t);
		EXECUTE format('GRANT INSERT ON %I TO aftercare_rules', t);
	END LOOP;
END $$;
CREATE POLICY rules_update ON task FOR UPDATE TO aftercare_rules USING (true);
GRANT UPDATE ON task TO aftercare_rules;
GRANT SELECT ON task_move, business_clock, schema_migration TO aftercare_rules;

-- Whose turn it is ---------------------------------------------------------------

-- Of whom something has changed.  Rows are only added and taken away, and no two of
-- them exclude each other: whoever changes a patient never waits for who evaluates.
CREATE TABLE rule_dirty (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	patient_id	bigint NOT NULL,
	at		timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX rule_dirty_patient ON rule_dirty (patient_id);

-- The rules that have been in use, the latest last: a hash of all they consist of.
CREATE TABLE rule_version (
	id		integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	hash		text NOT NULL,
	since		timestamptz NOT NULL
);

-- When each patient was evaluated with, and when time alone may change something: the
-- next midnight of his place, or never.  Whose version is not the latest is due now;
-- nothing has to be written for that.
CREATE TABLE rule_next (
	patient_id	bigint PRIMARY KEY,
	at		timestamptz NOT NULL,
	version		integer NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX rule_next_at ON rule_next (at) WHERE at < 'infinity';
CREATE INDEX rule_next_version ON rule_next (version);
INSERT INTO rule_next (patient_id, at, version) SELECT id, '-infinity', 0 FROM patient;

-- A definition that was stopped for one patient, until it no longer is.
CREATE TABLE rule_failure (
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	rule		text NOT NULL,	-- '': all of them
	file		text NOT NULL,	-- '': not known
	line		integer NOT NULL,
	words		text NOT NULL,
	first_at	timestamptz NOT NULL,
	last_at		timestamptz NOT NULL,
	times		integer NOT NULL DEFAULT 1,
	PRIMARY KEY (patient_id, rule, file, line),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX rule_failure_place ON rule_failure (place_id, rule);
ALTER TABLE rule_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY rules ON rule_failure TO aftercare_rules USING (true) WITH CHECK (true);
CREATE POLICY site ON rule_failure FOR SELECT TO aftercare_site
	USING ((SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]));

GRANT SELECT, INSERT, DELETE ON rule_dirty TO aftercare_rules;
GRANT SELECT, INSERT, UPDATE ON rule_next TO aftercare_rules;
GRANT SELECT, INSERT ON rule_version TO aftercare_rules;
GRANT SELECT, INSERT, UPDATE, DELETE ON rule_failure TO aftercare_rules;
GRANT SELECT ON rule_failure, rule_version TO aftercare_site;

-- What makes it a patient's turn -----------------------------------------------------

-- Triggers, so that no program can forget it.  Where nearly every row of a statement
-- is of no concern (77,000 reminders of a morning, and each state of their delivery),
-- the condition stands in the trigger, which then costs next to nothing.
CREATE FUNCTION rule_dirty_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF NEW.patient_id IS NOT NULL THEN
		INSERT INTO rule_dirty (patient_id, at) VALUES (NEW.patient_id, business_now());
	END IF;
	IF TG_OP = 'UPDATE' AND OLD.patient_id IS DISTINCT FROM NEW.patient_id AND OLD.patient_id IS NOT NULL THEN
		INSERT INTO rule_dirty (patient_id, at) VALUES (OLD.patient_id, business_now());
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION rule_phone_sharers(phone bigint, not_him bigint) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF phone IS NOT NULL THEN
		RETURN QUERY SELECT p.id FROM public.patient p WHERE p.phone_id = phone AND p.id <> not_him;
		RETURN QUERY SELECT p.id FROM public.patient p WHERE p.phone2_id = phone AND p.id <> not_him;
	END IF;
END $$;
CREATE FUNCTION rule_dirty_patients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at) SELECT id, business_now() FROM changed;
	-- A phone has become shared, or is no longer: those who have it too.
	IF TG_OP = 'INSERT' THEN
		INSERT INTO rule_dirty (patient_id, at)
		SELECT o.id, business_now() FROM changed c
		 CROSS JOIN LATERAL (SELECT c.phone_id AS id UNION SELECT c.phone2_id) ph
		 CROSS JOIN LATERAL rule_phone_sharers(ph.id, c.id) o (id);
	ELSE
		INSERT INTO rule_dirty (patient_id, at)
		SELECT o.id, business_now() FROM changed c JOIN before b ON b.id = c.id
		 CROSS JOIN LATERAL (SELECT c.phone_id AS id UNION SELECT c.phone2_id
		                     UNION SELECT b.phone_id UNION SELECT b.phone2_id) ph
		 CROSS JOIN LATERAL rule_phone_sharers(ph.id, c.id) o (id)
		 WHERE (c.phone_id, c.phone2_id) IS DISTINCT FROM (b.phone_id, b.phone2_id);
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION rule_dirty_enrolments() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at) SELECT DISTINCT patient_id, business_now() FROM changed;
	RETURN NULL;
END $$;
CREATE FUNCTION rule_dirty_phone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at)
	SELECT id, business_now() FROM patient WHERE phone_id = NEW.id
	UNION SELECT id, business_now() FROM patient WHERE phone2_id = NEW.id;
	RETURN NULL;
END $$;
-- Of a place, and of those below it.
CREATE FUNCTION rule_dirty_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	WITH RECURSIVE below (id) AS (
		SELECT NEW.id
		UNION
		SELECT p.id FROM place p JOIN below b ON p.parent_id = b.id
	)
	INSERT INTO rule_dirty (patient_id, at)
	SELECT p.id, business_now() FROM patient p JOIN below b ON p.place_id = b.id;
	RETURN NULL;
END $$;

-- A text of another is about him, too.
CREATE FUNCTION rule_dirty_thread() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at)
	SELECT patient_id, business_now() FROM thread WHERE id = NEW.thread_id AND patient_id IS NOT NULL;
	RETURN NULL;
END $$;

CREATE TRIGGER rule_dirty_insert AFTER INSERT ON thread_event FOR EACH ROW WHEN (NEW.what = 'also-about')
	EXECUTE FUNCTION rule_dirty_thread();
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON patient REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION rule_dirty_patients();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON patient REFERENCING OLD TABLE AS before NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION rule_dirty_patients();
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON enrolment REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION rule_dirty_enrolments();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON enrolment REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION rule_dirty_enrolments();
CREATE TRIGGER rule_dirty_update AFTER UPDATE OF zone, parent_id, name ON place FOR EACH ROW
	WHEN ((NEW.zone, NEW.parent_id, NEW.name) IS DISTINCT FROM (OLD.zone, OLD.parent_id, OLD.name))
	EXECUTE FUNCTION rule_dirty_place();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON phone FOR EACH ROW
	WHEN ((NEW.e164, NEW.failed_at IS NULL, NEW.stopped_at IS NULL)
	    IS DISTINCT FROM (OLD.e164, OLD.failed_at IS NULL, OLD.stopped_at IS NULL))
	EXECUTE FUNCTION rule_dirty_phone();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON checkin FOR EACH ROW
	WHEN (NEW.answer <> OLD.answer OR NEW.patient_id <> OLD.patient_id) EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON message FOR EACH ROW
	WHEN (NEW.direction = 'in' AND NEW.patient_id IS NOT NULL) EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON message FOR EACH ROW
	WHEN (NEW.patient_id IS DISTINCT FROM OLD.patient_id OR NEW.reads <> OLD.reads OR NEW.body <> OLD.body
	    OR NEW.urgency <> OLD.urgency OR NEW.sign <> OLD.sign OR NEW.attributed_by IS DISTINCT FROM OLD.attributed_by
	    OR (NEW.state = 'failed') <> (OLD.state = 'failed')) EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON escalation FOR EACH ROW EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON escalation FOR EACH ROW
	WHEN ((NEW.patient_id, NEW.severity, NEW.sign, NEW.decided_at, NEW.outcome, NEW.event, NEW.grade, NEW.refer_to, NEW.note)
	    IS DISTINCT FROM (OLD.patient_id, OLD.severity, OLD.sign, OLD.decided_at, OLD.outcome, OLD.event, OLD.grade, OLD.refer_to, OLD.note))
	EXECUTE FUNCTION rule_dirty_row();
-- What people and the other programs do with tasks; not what the rules themselves do,
-- or each of their answers would be a question.  Who has a task is not in a document.
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON task FOR EACH ROW
	WHEN (NEW.patient_id IS NOT NULL AND current_setting('app.rules', true) IS DISTINCT FROM 'on')
	EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON task FOR EACH ROW
	WHEN (current_setting('app.rules', true) IS DISTINCT FROM 'on'
	    AND (NEW.patient_id IS DISTINCT FROM OLD.patient_id OR NEW.outcome <> OLD.outcome
	        OR NEW.outcome_note <> OLD.outcome_note OR NEW.emission IS DISTINCT FROM OLD.emission
	        OR (NEW.status <> OLD.status AND NOT (NEW.open AND OLD.open))))
	EXECUTE FUNCTION rule_dirty_row();

-- Tasks of rules ----------------------------------------------------------------------

-- A rule of the programme may make a task of another kind, as workflow.json says; and
-- whoever makes a task at once may say which emission it will be.
DO $$
DECLARE c name;
BEGIN
	SELECT conname INTO STRICT c FROM pg_constraint
	 WHERE conrelid = 'task'::regclass AND contype = 'c'
	   AND pg_get_constraintdef(oid) LIKE '%((kind = ''rule''::text) = (emission IS NOT NULL))%';
	EXECUTE format('ALTER TABLE task DROP CONSTRAINT %I', c);
END $$;
ALTER TABLE task ADD CONSTRAINT task_of_rule CHECK (kind <> 'rule' OR emission IS NOT NULL);

-- The first moment of a day in a zone.  Where a clock change makes midnight come
-- twice PostgreSQL takes the second one.
CREATE FUNCTION day_begins(day date, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN (at - interval '1 hour') AT TIME ZONE zone = day::timestamp THEN at - interval '1 hour' ELSE at END
	  FROM (SELECT day::timestamp AT TIME ZONE zone AS at) midnight
$$;

-- Where a task stands that a rule says to be in this state of the CHT.  What somebody
-- has in hand, or has put off, stays in hand as long as it is ready.
CREATE FUNCTION rule_status(status text, state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
	    WHEN state IN ('Completed', 'Failed', 'Cancelled') THEN lower(state)
	    WHEN state = 'Draft' AND status = 'ready' THEN 'draft'
	    WHEN state = 'Ready' AND status = 'draft' THEN 'ready'
	    ELSE status END
$$;

-- A rule's priority as a place in the list; the first one is kept for what cannot wait.
CREATE FUNCTION rule_priority(level jsonb) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
	SELECT (CASE
	    WHEN jsonb_typeof(level) = 'number' THEN CASE WHEN level::numeric >= 7 THEN 2 WHEN level::numeric >= 4 THEN 3 ELSE 4 END
	    WHEN level = '"high"' THEN 2 WHEN level = '"medium"' THEN 3 ELSE 4 END)::smallint
$$;

-- What the rules see ------------------------------------------------------------------

CREATE FUNCTION rule_documents(patient_ids bigint[])
RETURNS TABLE (patient_id bigint, place_id bigint, zone text, container json) LANGUAGE sql STABLE AS $$
	SELECT p.id, p.place_id, pl.zone, json_build_object(
	           'contact', json_build_object('_id', 'patient-' || p.id, 'type', 'person',
	               'name', trim(p.given_name || ' ' || p.family_name), 'reported_date', ms(p.created_at),
	               'patient_id', p.number, 'parent', json_build_object('_id', 'place-' || p.place_id)),
	           'reports', '[]'::json,
	           'tasks', coalesce((SELECT json_agg(task_document(t.id, 'org.couchdb.user:default') ORDER BY t.authored_at, t.id)
	                                FROM task t WHERE t.patient_id = p.id AND t.emission IS NOT NULL), '[]'))
	  FROM patient p JOIN place pl ON pl.id = p.place_id
	 WHERE p.id = ANY (patient_ids)
$$;

-- Taking and giving back ----------------------------------------------------------------

-- A program starts with these rules: with others than before, everybody is due.
CREATE FUNCTION rule_version_take(loaded text, at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	latest rule_version;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('rule_version'));
	SELECT * INTO latest FROM rule_version ORDER BY id DESC LIMIT 1;
	IF latest.hash IS NOT DISTINCT FROM loaded THEN
		RETURN latest.id;
	END IF;
	INSERT INTO rule_next (patient_id, at, version)
	SELECT p.id, '-infinity', 0 FROM patient p WHERE NOT EXISTS (SELECT FROM rule_next n WHERE n.patient_id = p.id)
	ON CONFLICT DO NOTHING;
	INSERT INTO rule_version (hash, since) VALUES (loaded, at) RETURNING id INTO latest.id;
	RETURN latest.id;
END $$;

-- The next patients whose turn it is, first those of whom something has changed, and
-- the rows that say so.  Until the end of the transaction they are this evaluator's:
-- the lock is the patient's, since several rows may be his.  Others go past them.
CREATE FUNCTION rule_claim(at timestamptz, current integer, most integer)
RETURNS TABLE (version integer, patients bigint[], taken bigint[]) LANGUAGE plpgsql AS $$
DECLARE
	mine constant integer := hashtext('rule_patient');
	chosen bigint[] := '{}';
	who bigint;
BEGIN
	SELECT max(v.id) INTO version FROM rule_version v;
	IF version = current THEN
		FOR who IN SELECT d.patient_id FROM rule_dirty d ORDER BY d.id LIMIT 20 * most LOOP
			CONTINUE WHEN who = ANY (chosen) OR NOT pg_try_advisory_xact_lock(mine, (who % 2147483647)::integer);
			chosen := chosen || who;
			EXIT WHEN cardinality(chosen) >= most;
		END LOOP;
		IF cardinality(chosen) < most THEN
			FOR who IN SELECT n.patient_id FROM rule_next n WHERE n.version < current ORDER BY n.version LIMIT 20 * most LOOP
				CONTINUE WHEN who = ANY (chosen) OR NOT pg_try_advisory_xact_lock(mine, (who % 2147483647)::integer);
				chosen := chosen || who;
				EXIT WHEN cardinality(chosen) >= most;
			END LOOP;
		END IF;
		IF cardinality(chosen) < most THEN
			FOR who IN SELECT n.patient_id FROM rule_next n WHERE n.at <= rule_claim.at AND n.at < 'infinity'
			            ORDER BY n.at LIMIT 20 * most LOOP
				CONTINUE WHEN who = ANY (chosen) OR NOT pg_try_advisory_xact_lock(mine, (who % 2147483647)::integer);
				chosen := chosen || who;
				EXIT WHEN cardinality(chosen) >= most;
			END LOOP;
		END IF;
	END IF;
	-- Who was evaluated by another between the look and the lock is not due any more.
	SELECT coalesce(array_agg(d.id), '{}') INTO taken FROM rule_dirty d WHERE d.patient_id = ANY (chosen);
	SELECT coalesce(array_agg(c.id), '{}') INTO patients
	  FROM unnest(chosen) c (id)
	 WHERE EXISTS (SELECT FROM rule_dirty d WHERE d.patient_id = c.id)
	    OR EXISTS (SELECT FROM rule_next n WHERE n.patient_id = c.id AND (n.version < current OR n.at <= rule_claim.at));
	RETURN NEXT;
END $$;

-- The results of a batch, in steps -----------------------------------------------------

-- What one emission, the one that counts of those with its id, is to be as a task.
CREATE TYPE rule_wanted AS (
	patient_id bigint, place_id bigint, thread_id bigint, enrolment_id bigint, anchor_date date, who text, zone text,
	emission text, rule text, state text, reason text, requester text, owner_doc text, task jsonb,
	due_date date, window_from date, window_to date
);

-- A day as the rules write it, NULL if it is none.
CREATE FUNCTION rule_day(day text) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN day::date END $$;

-- What no longer fails goes away.
CREATE FUNCTION rule_failures_keep(results jsonb, at timestamptz) RETURNS void LANGUAGE sql AS $$
	WITH result AS (
		SELECT * FROM jsonb_to_recordset(results) AS r (patient bigint, failures jsonb)
	), failure AS (
		SELECT DISTINCT ON (patient_id, rule, file, line) * FROM (
			SELECT r.patient AS patient_id, left(coalesce(f ->> 'rule', ''), 200) AS rule,
			       left(coalesce(f ->> 'file', ''), 200) AS file, coalesce((f ->> 'line')::integer, 0) AS line,
			       left(coalesce(f ->> 'words', ''), 500) AS words
			  FROM result r CROSS JOIN jsonb_array_elements(r.failures) f) every
		 ORDER BY patient_id, rule, file, line
	), gone AS (
		DELETE FROM rule_failure o USING result r
		 WHERE o.patient_id = r.patient AND NOT EXISTS (SELECT FROM failure f
		     WHERE (f.patient_id, f.rule, f.file, f.line) = (o.patient_id, o.rule, o.file, o.line))
	)
	INSERT INTO rule_failure AS o (patient_id, place_id, rule, file, line, words, first_at, last_at)
	SELECT p.id, p.place_id, f.rule, f.file, f.line, f.words, at, at FROM failure f JOIN patient p ON p.id = f.patient_id
	ON CONFLICT (patient_id, rule, file, line) DO UPDATE
	   SET words = excluded.words, last_at = excluded.last_at, times = o.times + 1
$$;

-- What is open already follows its emission, whoever has made it: a task that was made
-- at once, with the emission that it would be, is taken over.  Priority and times follow
-- when the rule says something else than before; who put a task off, or made it due
-- within half an hour, is not overruled by the same words.
CREATE FUNCTION rule_tasks_change(wanted rule_wanted[], at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	WITH w AS (
		SELECT *, task ->> 'title' AS title, task ->> 'icon' AS icon, task ->> 'priorityLabel' AS label,
		       task -> 'priority' AS level, coalesce(task -> 'actions', '[]') AS actions, task -> 'resolved' AS resolved,
		       task -> 'deleted' = 'true' AS deleted, task #>> '{contact,name}' AS contact_name, task ->> 'forId' AS for_doc
		  FROM unnest(wanted)
	), other AS (
		SELECT t.id
		  FROM w JOIN task t ON t.emission = w.emission AND t.open
		 WHERE t.authored_at <= at
		   AND (rule_status(t.status, w.state) <> t.status
		        OR (t.patient_id, t.title, t.icon, t.label, t.level, t.due_date, t.window_from, t.window_to, t.actions,
		            t.resolved, t.deleted, t.contact_name, t.requester, t.owner_doc, t.for_doc)
		           IS DISTINCT FROM
		           (w.patient_id, w.title, w.icon, w.label, w.level, w.due_date, w.window_from, w.window_to, w.actions,
		            w.resolved, w.deleted, w.contact_name, w.requester, w.owner_doc, w.for_doc))
		 ORDER BY t.id FOR UPDATE OF t
	)
	UPDATE task t
	   SET patient_id = w.patient_id, place_id = w.place_id, thread_id = w.thread_id, enrolment_id = w.enrolment_id,
	       who = w.who, anchor_date = w.anchor_date,
	       rule = w.rule, title = w.title, icon = w.icon, label = w.label, level = w.level, due_date = w.due_date,
	       window_from = w.window_from, window_to = w.window_to, actions = w.actions, resolved = w.resolved,
	       deleted = w.deleted, contact_name = w.contact_name, requester = w.requester, owner_doc = w.owner_doc,
	       for_doc = w.for_doc,
	       priority = CASE WHEN t.due_date IS NULL OR t.level IS NOT DISTINCT FROM w.level THEN t.priority
	           ELSE rule_priority(w.level) END,
	       starts_at = CASE WHEN t.window_from <> w.window_from THEN day_begins(w.window_from, w.zone) ELSE t.starts_at END,
	       due_at = CASE WHEN t.due_date <> w.due_date THEN day_begins(w.due_date + 1, w.zone) - interval '1 microsecond'
	           ELSE t.due_at END,
	       status = rule_status(t.status, w.state), status_reason = CASE WHEN w.state = 'Cancelled' THEN w.reason
	           ELSE t.status_reason END,
	       closed_at = CASE WHEN w.state IN ('Completed', 'Failed', 'Cancelled') THEN at END, version = t.version + 1
	  FROM other o, w
	 WHERE t.id = o.id AND w.emission = t.emission AND t.open;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- What is not emitted any more is cancelled, but where its rule was stopped: there only
-- time goes on.  Not for a patient of whom something has changed since his documents
-- were read: a task may be there that they do not know, and he is evaluated again.
CREATE FUNCTION rule_tasks_end(results jsonb, wanted rule_wanted[], taken bigint[], at timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	WITH result AS MATERIALIZED (
		SELECT r.patient, coalesce(r.whole, false) OR EXISTS (SELECT FROM jsonb_array_elements(r.failures) f
		           WHERE f ->> 'rule' IS NULL) AS all_stopped,
		       ARRAY(SELECT f ->> 'rule' FROM jsonb_array_elements(r.failures) f) AS stopped
		  FROM jsonb_to_recordset(results) AS r (patient bigint, whole boolean, failures jsonb)
	), w AS MATERIALIZED (
		SELECT emission FROM unnest(wanted)
	), gone AS (
		SELECT t.id, now.state, now.reason
		  FROM result r
		  JOIN task t ON t.patient_id = r.patient AND t.open AND t.emission IS NOT NULL
		  JOIN place pl ON pl.id = t.place_id
		 CROSS JOIN LATERAL (SELECT (rule_tasks_end.at AT TIME ZONE pl.zone)::date AS day) today
		 CROSS JOIN LATERAL (SELECT t.due_date IS NULL OR (t.window_from IS NULL) <> (t.window_to IS NULL)
		     OR t.window_from > t.window_to AS invalid) w0
		 CROSS JOIN LATERAL (SELECT
		     CASE WHEN t.authored_at > rule_tasks_end.at OR NOT (r.all_stopped OR t.rule = ANY (r.stopped)) OR w0.invalid
		          THEN 'Cancelled' WHEN t.window_from > today.day THEN 'Draft' WHEN t.window_to < today.day THEN 'Failed'
		          ELSE 'Ready' END AS state,
		     CASE WHEN t.authored_at <= rule_tasks_end.at AND (r.all_stopped OR t.rule = ANY (r.stopped)) AND w0.invalid
		          THEN 'invalid' END AS reason) now
		 WHERE (t.authored_at > rule_tasks_end.at OR NOT EXISTS (SELECT FROM w WHERE w.emission = t.emission))
		   AND rule_status(t.status, now.state) <> t.status
		   AND NOT EXISTS (SELECT FROM rule_dirty d WHERE d.patient_id = t.patient_id AND d.id <> ALL (taken))
		 ORDER BY t.id FOR UPDATE OF t
	)
	UPDATE task t
	   SET status = rule_status(t.status, g.state), status_reason = g.reason,
	       closed_at = CASE WHEN g.state IN ('Failed', 'Cancelled') THEN rule_tasks_end.at END, version = t.version + 1
	  FROM gone g WHERE t.id = g.id AND t.open;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- What is emitted and not there yet.  A closed task stays as it is, and a new one is made
-- only where the emission says something else now; not where a person has closed it with
-- the same day and window: his word counts until the rule says something new.
CREATE FUNCTION rule_tasks_make(wanted rule_wanted[], kinds jsonb, at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, who, anchor_date,
	    status, starts_at, due_at, created_at, closed_at, emission, rule, title, icon, label, level, due_date, window_from,
	    window_to, actions, resolved, deleted, contact_name, requester, owner_doc, for_doc, authored_at)
	SELECT w.place_id, w.patient_id, w.thread_id, w.enrolment_id, coalesce(kinds #>> ARRAY[w.rule, 'kind'], 'rule'),
	       'rule:' || w.emission || ':' || ms(rule_tasks_make.at), rule_priority(w.task -> 'priority'),
	       coalesce(kinds #>> ARRAY[w.rule, 'performer'], 'nurse'), w.who, w.anchor_date, lower(w.state),
	       coalesce(day_begins(w.window_from, w.zone), rule_tasks_make.at),
	       coalesce(day_begins(w.due_date + 1, w.zone) - interval '1 microsecond', rule_tasks_make.at), rule_tasks_make.at,
	       CASE WHEN w.state IN ('Completed', 'Failed') THEN rule_tasks_make.at END, w.emission, w.rule, w.task ->> 'title',
	       w.task ->> 'icon', w.task ->> 'priorityLabel', w.task -> 'priority', w.due_date, w.window_from, w.window_to,
	       coalesce(w.task -> 'actions', '[]'), w.task -> 'resolved', w.task -> 'deleted' = 'true',
	       w.task #>> '{contact,name}', w.requester, w.owner_doc, w.task ->> 'forId', rule_tasks_make.at
	  FROM unnest(wanted) w
	 WHERE w.state <> 'Cancelled'
	   AND NOT EXISTS (SELECT FROM task t WHERE t.emission = w.emission AND t.open)
	   AND NOT EXISTS (SELECT FROM task t WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at
	           AND (t.closed_by IS NOT NULL OR t.outcome <> '')
	           AND (t.due_date IS NULL -- it was closed before it was taken over
	                OR (t.due_date, t.window_from, t.window_to) IS NOT DISTINCT FROM (w.due_date, w.window_from, w.window_to)))
	   -- Against the one that counts, as the CHT does, and against the latest, or else
	   -- each look would make one more.
	   AND w.state IS DISTINCT FROM (SELECT task_cht_state(t.status) FROM task t
	           WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at
	           ORDER BY array_position('{Completed,Failed,Cancelled}'::text[], task_cht_state(t.status)), t.authored_at DESC LIMIT 1)
	   AND w.state IS DISTINCT FROM (SELECT task_cht_state(t.status) FROM task t
	           WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at ORDER BY t.authored_at DESC, t.id DESC LIMIT 1)
	   AND NOT EXISTS (SELECT FROM task t WHERE t.source = 'rule:' || w.emission || ':' || ms(rule_tasks_make.at))
	-- Made by somebody else in this moment: that says so itself, and is taken over next.
	ON CONFLICT (emission) WHERE emission IS NOT NULL AND open DO NOTHING;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- The results of a batch become tasks, as docs/tasks.md says and as rule_task.c does it
-- with documents.  results: [{"patient", "whole", "failures": [{"rule", "file", "line",
-- "words"}], "emissions": [{"rule", "state", "reason", "requester", "owner", "task"}]}],
-- of the emissions those within the time that counts.  kinds: of workflow.json's rules.
-- taken: the rows of rule_dirty that are answered by this.
CREATE FUNCTION rule_merge(results jsonb, kinds jsonb, taken bigint[], at timestamptz, current integer)
RETURNS TABLE (made bigint, changed bigint, ended bigint) LANGUAGE plpgsql AS $$
DECLARE
	wanted rule_wanted[];
	fresh rule_wanted[];
	patients bigint[];
BEGIN
	PERFORM set_config('app.rules', 'on', true);
	SELECT coalesce(array_agg(patient), '{}') INTO patients FROM jsonb_to_recordset(results) r (patient bigint);

	-- Of several emissions with one id the most ready counts, of equal ones the first.
	SELECT coalesce(array_agg(ROW(w.*)::rule_wanted), '{}') INTO wanted
	  FROM (SELECT DISTINCT ON (e.value #>> '{task,_id}')
	               p.id, p.place_id, t.id, n.id, n.anchor_date, trim(p.given_name || ' ' || p.family_name), pl.zone,
	               e.value #>> '{task,_id}', coalesce(e.value ->> 'rule', substring(e.value #>> '{task,_id}' FROM '[^~]*$')),
	               e.value ->> 'state', e.value ->> 'reason', e.value ->> 'requester', e.value ->> 'owner', e.value -> 'task',
	               rule_day(e.value #>> '{task,dueDate}'), rule_day(e.value #>> '{task,startDate}'),
	               rule_day(e.value #>> '{task,endDate}')
	          FROM ROWS FROM (jsonb_to_recordset(results) AS (patient bigint, emissions jsonb)) WITH ORDINALITY AS r (patient, emissions, place)
	         CROSS JOIN LATERAL jsonb_array_elements(r.emissions) WITH ORDINALITY AS e (value, place)
	          JOIN patient p ON p.id = r.patient
	          JOIN place pl ON pl.id = p.place_id
	          LEFT JOIN thread t ON t.patient_id = p.id
	          LEFT JOIN enrolment n ON n.patient_id = p.id AND n.latest
	         ORDER BY e.value #>> '{task,_id}',
	               array_position('{Ready,Draft,Completed,Failed,Cancelled}'::text[], e.value ->> 'state'), r.place, e.place) w;

	-- What ends an open task makes no new one, whatever closed ones are behind it.
	SELECT coalesce(array_agg(ROW(w.*)::rule_wanted), '{}') INTO fresh FROM unnest(wanted) w
	 WHERE NOT EXISTS (SELECT FROM task t WHERE t.emission = w.emission AND t.open AND t.authored_at <= rule_merge.at);

	PERFORM rule_failures_keep(results, at);
	changed := rule_tasks_change(wanted, at);
	ended := rule_tasks_end(results, wanted, taken, at);
	made := rule_tasks_make(fresh, kinds, at);

	INSERT INTO rule_next AS n (patient_id, at, version)
	SELECT p.id, CASE WHEN EXISTS (SELECT FROM enrolment e WHERE e.patient_id = p.id AND e.state = 'active')
	                    OR EXISTS (SELECT FROM task t WHERE t.patient_id = p.id AND t.open AND t.emission IS NOT NULL)
	              THEN day_begins((rule_merge.at AT TIME ZONE pl.zone)::date + 1, pl.zone) ELSE 'infinity' END, current
	  FROM patient p JOIN place pl ON pl.id = p.place_id
	 WHERE p.id = ANY (patients)
	ON CONFLICT (patient_id) DO UPDATE SET at = excluded.at, version = excluded.version;
	DELETE FROM rule_dirty WHERE id = ANY (taken);
	PERFORM set_config('app.rules', '', true);
	RETURN NEXT;
END $$;

-- For whoever watches ---------------------------------------------------------------------

-- How much is waiting and since when, and how many definitions are stopped somewhere.
CREATE FUNCTION rule_figures(at timestamptz) RETURNS TABLE (due bigint, oldest timestamptz, failures bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT (SELECT count(DISTINCT patient_id) FROM rule_dirty)
	       + (SELECT count(*) FROM rule_next n WHERE n.version < v.id
	             AND NOT EXISTS (SELECT FROM rule_dirty d WHERE d.patient_id = n.patient_id))
	       + (SELECT count(*) FROM rule_next n WHERE n.version = v.id AND n.at <= rule_figures.at AND n.at < 'infinity'
	             AND NOT EXISTS (SELECT FROM rule_dirty d WHERE d.patient_id = n.patient_id)),
	       least((SELECT min(d.at) FROM rule_dirty d),
	             (SELECT min(n.at) FROM rule_next n WHERE n.at <= rule_figures.at AND n.at > '-infinity'),
	             CASE WHEN EXISTS (SELECT FROM rule_next WHERE version < v.id) THEN v.since END),
	       (SELECT count(*) FROM rule_failure)
	  FROM (SELECT coalesce(max(id), 0) AS id, max(since) AS since FROM rule_version) v
$$;
CREATE OR REPLACE FUNCTION metrics(at timestamptz) RETURNS TABLE (name text, label text, value bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH waiting AS (
		SELECT count(*) AS n, min(run_at) FILTER (WHERE run_at <= at) AS oldest
		  FROM outbox WHERE state = 'ready'
	), unsure AS (
		SELECT count(*) AS n, min(sent_at) AS oldest FROM outbox WHERE state = 'unsure'
	), unread AS (
		SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE state = 'new'
	), rules AS (
		SELECT * FROM rule_figures(at)
	), figure (name, label, value, since) AS (
		SELECT 'outbox_rows', 'ready', n, NULL::timestamptz FROM waiting
		UNION ALL SELECT 'outbox_rows', 'leased', count(*), NULL FROM outbox WHERE state = 'leased'
		UNION ALL SELECT 'outbox_rows', 'unsure', n, NULL FROM unsure
		UNION ALL SELECT 'outbox_oldest_seconds', 'ready', NULL, oldest FROM waiting
		UNION ALL SELECT 'outbox_oldest_seconds', 'unsure', NULL, oldest FROM unsure
		UNION ALL SELECT 'outbox_parked_day', '', count(*), NULL FROM outbox
		           WHERE state = 'parked' AND finished_at > at - interval '1 day'
		UNION ALL SELECT 'reminder_oldest_seconds', '', NULL, min(due_at) FROM reminder
		           WHERE state = 'planned' AND due_at <= at
		UNION ALL SELECT 'inbox_rows', 'new', n, NULL FROM unread
		UNION ALL SELECT 'inbox_rows', 'parked', inbox_parked(), NULL
		UNION ALL SELECT 'inbox_oldest_seconds', 'new', NULL, oldest FROM unread
		UNION ALL SELECT 'webhook_lag_seconds', '',
		                 extract(epoch FROM max(coalesce(done_at, at) - received_at))::bigint, NULL
		            FROM inbox WHERE source = 'webhook' AND received_at > at - interval '5 minutes'
		UNION ALL (SELECT 'feed_age_seconds', f.name, NULL, read_at FROM feed f ORDER BY f.name)
		UNION ALL (SELECT 'feed_checkpoint_age_seconds', f.name, NULL, checkpoint FROM feed f ORDER BY f.name)
		UNION ALL SELECT 'workers', '', count(*), NULL FROM worker WHERE seen_at > at - interval '1 minute'
		UNION ALL SELECT 'worker_age_seconds', '', NULL, max(seen_at) FROM worker
		UNION ALL SELECT 'rapidpro_age_seconds', '', NULL, reached_at FROM gateway
		UNION ALL SELECT 'rapidpro_failures', '', failures, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_paused', '', (paused_until > at)::integer, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_token_refused', '', (token_refused_at IS NOT NULL)::integer, NULL FROM gateway
		UNION ALL SELECT 'rules_due', '', due, NULL FROM rules
		UNION ALL SELECT 'rules_oldest_seconds', '', NULL, oldest FROM rules
		UNION ALL SELECT 'rules_failures', '', failures, NULL FROM rules
	)
	SELECT f.name, f.label, coalesce(f.value, greatest(0, extract(epoch FROM at - f.since)::bigint))
	  FROM figure f WHERE f.value IS NOT NULL OR f.since IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION rule_dirty_row(), rule_dirty_patients(), rule_dirty_enrolments(), rule_dirty_phone(),
    rule_dirty_place(), rule_dirty_thread(), rule_phone_sharers(bigint, bigint), day_begins(date, text), rule_status(text, text), rule_priority(jsonb), rule_day(text),
    rule_documents(bigint[]), rule_version_take(text, timestamptz), rule_claim(timestamptz, integer, integer),
    rule_failures_keep(jsonb, timestamptz), rule_tasks_change(rule_wanted[], timestamptz),
    rule_tasks_end(jsonb, rule_wanted[], bigint[], timestamptz), rule_tasks_make(rule_wanted[], jsonb, timestamptz),
    rule_merge(jsonb, jsonb, bigint[], timestamptz, integer), rule_figures(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION business_now(), my_id(), my_role(), task_held(text, bigint),
    task_may_move(text, text, text, bigint, timestamptz), task_cht_state(text), ms(timestamptz), task_document(bigint, text),
    day_begins(date, text), rule_status(text, text), rule_priority(jsonb), rule_day(text), rule_documents(bigint[]),
    rule_version_take(text, timestamptz), rule_claim(timestamptz, integer, integer), rule_failures_keep(jsonb, timestamptz),
    rule_tasks_change(rule_wanted[], timestamptz), rule_tasks_end(jsonb, rule_wanted[], bigint[], timestamptz),
    rule_tasks_make(rule_wanted[], jsonb, timestamptz), rule_merge(jsonb, jsonb, bigint[], timestamptz, integer)
    TO aftercare_rules;
GRANT EXECUTE ON FUNCTION rule_figures(timestamptz) TO aftercare_rules;
