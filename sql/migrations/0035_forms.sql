-- Forms: their versions, what is being filled in, and the reports that came of it.
-- docs/forms.md, docs/reports.md.

-- A form of the programme, by the name that tasks.js calls it.
CREATE TABLE form (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name		text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,79}$'),
	retired_at	timestamptz,	-- nobody begins it any more
	retired_by	bigint REFERENCES app_user
);
-- What it was and is: written once.  Whoever fills one in goes on with the version in
-- which he began.
CREATE TABLE form_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	form_id		bigint NOT NULL REFERENCES form,
	number		integer NOT NULL CHECK (number > 0),
	title		text NOT NULL CHECK (length(title) <= 200),
	xml		text NOT NULL CHECK (octet_length(xml) <= 1048576),
	sha256		text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,	-- NULL: it came with the programme
	UNIQUE (form_id, number)
);

-- What somebody has written into a form and not saved yet: hers alone, one of each
-- task, of each form for a patient, and of each report that is being changed.
CREATE TABLE form_draft (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	place_id	bigint REFERENCES place,
	patient_id	bigint,
	task_id		bigint REFERENCES task ON DELETE CASCADE,
	report_id	bigint,
	form_id		bigint NOT NULL REFERENCES form,
	form_version_id	bigint NOT NULL REFERENCES form_version,
	instance	text NOT NULL CHECK (octet_length(instance) <= 2097152),
	page		integer NOT NULL DEFAULT 0 CHECK (page >= 0),
	started_at	timestamptz NOT NULL,
	touched_at	timestamptz NOT NULL,
	version		integer NOT NULL DEFAULT 1,
	CHECK (CASE WHEN report_id IS NOT NULL THEN task_id IS NULL ELSE task_id IS NOT NULL OR patient_id IS NOT NULL END),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX form_draft_task ON form_draft (task_id, user_id) WHERE task_id IS NOT NULL;
CREATE UNIQUE INDEX form_draft_report ON form_draft (report_id, user_id) WHERE report_id IS NOT NULL;
CREATE UNIQUE INDEX form_draft_patient ON form_draft (patient_id, form_id, user_id)
	WHERE task_id IS NULL AND report_id IS NULL;
CREATE INDEX form_draft_touched ON form_draft (touched_at);
CREATE INDEX form_draft_version ON form_draft (form_version_id);
CREATE INDEX form_draft_user ON form_draft (user_id);

-- What was saved: the document that the CHT would have made of it.
CREATE TABLE report (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	doc_id		text NOT NULL UNIQUE CHECK (length(doc_id) BETWEEN 1 AND 100),
	form		text NOT NULL CHECK (length(form) BETWEEN 1 AND 80),
	form_version_id	bigint REFERENCES form_version,	-- NULL: no form that is filled in here
	place_id	bigint REFERENCES place,	-- NULL: nobody's yet, as its task
	patient_id	bigint,
	task_id		bigint REFERENCES task ON DELETE CASCADE,
	parent_id	bigint REFERENCES report ON DELETE CASCADE,	-- it is a part of this one
	phone_id	bigint REFERENCES phone,	-- it came by text from there
	state		text NOT NULL DEFAULT 'final' CHECK (state IN ('final',
			'attempt',	-- nobody was reached, and it is tried again
			'withdrawn')),	-- the task it closed was taken back
	fields		jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'object'),
	hidden_fields	jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hidden_fields) = 'array'),
	instance	text CHECK (octet_length(instance) <= 2097152),	-- to change it
	reported_at	timestamptz NOT NULL,
	reported_by	bigint REFERENCES app_user,
	once		uuid UNIQUE,		-- the key of the page it was sent from
	version		integer NOT NULL DEFAULT 1,
	changed_at	timestamptz,
	changed_by	bigint REFERENCES app_user,
	why		text NOT NULL DEFAULT '' CHECK (length(why) <= 500),	-- it was changed
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX report_patient ON report (patient_id, reported_at) WHERE patient_id IS NOT NULL;
CREATE INDEX report_task ON report (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX report_parent ON report (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX report_form ON report (form, reported_at);
CREATE INDEX report_form_version ON report (form_version_id) WHERE form_version_id IS NOT NULL;
ALTER TABLE form_draft ADD FOREIGN KEY (report_id) REFERENCES report ON DELETE CASCADE;

-- What a report said before it was changed, and who had said it when.
CREATE TABLE report_version (
	report_id	bigint NOT NULL REFERENCES report ON DELETE CASCADE,
	number		integer NOT NULL,
	fields		jsonb NOT NULL,
	hidden_fields	jsonb NOT NULL,
	said_at		timestamptz NOT NULL,
	said_by		bigint REFERENCES app_user,
	why		text NOT NULL,
	PRIMARY KEY (report_id, number)
);

-- Who may -------------------------------------------------------------------------------

DO $$
DECLARE t text;
DECLARE mine constant text :=
    'coalesce(place_id = ANY ((SELECT my_places())::bigint[]), (SELECT my_role() IN (''nurse'', ''supervisor'')))';
BEGIN
	FOREACH t IN ARRAY ARRAY['form', 'form_version', 'form_draft', 'report', 'report_version'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
	END LOOP;
	EXECUTE format('CREATE POLICY own ON form_draft TO aftercare_site USING (user_id = (SELECT my_id())
	    AND (SELECT my_role() IN (''nurse'', ''supervisor'')) AND %s)', mine);
	EXECUTE format('CREATE POLICY seen ON report FOR SELECT TO aftercare_site USING (%s)', mine);
	EXECUTE format('CREATE POLICY changed ON report FOR UPDATE TO aftercare_site USING (%s)', mine);
	EXECUTE format('CREATE POLICY own_insert ON report FOR INSERT TO aftercare_site
	    WITH CHECK (reported_by = (SELECT my_id()) AND %s)', mine);
END $$;
-- What a programme asks is no secret; who changes it is the administrator.
CREATE POLICY names ON form FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON form FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON form FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY names ON form_version FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON form_version FOR INSERT TO aftercare_site
	WITH CHECK ((SELECT my_role()) = 'admin' AND created_by = (SELECT my_id()));
CREATE POLICY seen ON report_version FOR SELECT TO aftercare_site
	USING (EXISTS (SELECT FROM report r WHERE r.id = report_id));
-- Reports come by text too.
CREATE POLICY worker ON report TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON form_draft TO aftercare_worker USING (true);
CREATE POLICY rules ON report FOR SELECT TO aftercare_rules USING (true);
GRANT SELECT, INSERT, UPDATE (retired_at, retired_by) ON form TO aftercare_site;
GRANT SELECT, INSERT ON form_version TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (instance, page, touched_at, version), DELETE ON form_draft TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (fields, hidden_fields, instance, version, changed_at, changed_by, why) ON report
	TO aftercare_site;
GRANT SELECT ON report_version TO aftercare_site;
GRANT SELECT, INSERT ON report TO aftercare_worker;
GRANT SELECT (id, touched_at), DELETE ON form_draft TO aftercare_worker;
GRANT SELECT ON report TO aftercare_rules;

-- What stays as it was -------------------------------------------------------------------

CREATE FUNCTION form_version_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a version of a form is written once and stays'; END $$;
CREATE TRIGGER form_version_stands BEFORE UPDATE OR DELETE ON form_version
	FOR EACH ROW EXECUTE FUNCTION form_version_stands();

-- What is written over is kept, whoever writes.
CREATE FUNCTION report_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO report_version (report_id, number, fields, hidden_fields, said_at, said_by, why)
	VALUES (OLD.id, OLD.version, OLD.fields, OLD.hidden_fields, coalesce(OLD.changed_at, OLD.reported_at),
	    CASE WHEN OLD.changed_at IS NULL THEN OLD.reported_by ELSE OLD.changed_by END, OLD.why);
	RETURN NEW;
END $$;
CREATE TRIGGER report_keep BEFORE UPDATE ON report FOR EACH ROW
	WHEN (NEW.fields IS DISTINCT FROM OLD.fields) EXECUTE FUNCTION report_keep();
CREATE FUNCTION report_version_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what a report said before is written once and stays'; END $$;
CREATE TRIGGER report_version_stands BEFORE UPDATE ON report_version
	FOR EACH ROW EXECUTE FUNCTION report_version_stands();

-- A task that is opened again was not done: nor is its report a report.  Only what it
-- said stays to be read, and to begin the next one with.
CREATE FUNCTION report_withdraw() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE report SET state = 'withdrawn' WHERE task_id = NEW.id AND state = 'final';
	RETURN NULL;
END $$;
CREATE TRIGGER report_withdraw AFTER UPDATE ON task FOR EACH ROW
	WHEN (NEW.open AND NOT OLD.open) EXECUTE FUNCTION report_withdraw();

CREATE TRIGGER rule_dirty_insert AFTER INSERT ON report FOR EACH ROW
	WHEN (NEW.patient_id IS NOT NULL AND NEW.state = 'final') EXECUTE FUNCTION rule_dirty_row();
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON report FOR EACH ROW
	WHEN ((NEW.fields, NEW.state, NEW.patient_id) IS DISTINCT FROM (OLD.fields, OLD.state, OLD.patient_id))
	EXECUTE FUNCTION rule_dirty_row();

-- The trail: that it was written, changed, retired; what a report says it keeps itself.
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON form FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE FUNCTION form_version_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), 'insert', 'form_version', NEW.form_id, jsonb_build_object('number',
	    jsonb_build_array(NULL, NEW.number), 'title', jsonb_build_array(NULL, NEW.title)));
	RETURN NULL;
END $$;
CREATE TRIGGER audit_write AFTER INSERT ON form_version FOR EACH ROW EXECUTE FUNCTION form_version_audit();
CREATE FUNCTION report_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), NEW.place_id, lower(TG_OP), 'report', NEW.id, CASE TG_OP
	    WHEN 'INSERT' THEN jsonb_build_object('form', jsonb_build_array(NULL, NEW.form))
	    ELSE jsonb_build_object('version', jsonb_build_array(OLD.version, NEW.version),
	        'state', jsonb_build_array(OLD.state, NEW.state)) END);
	RETURN NULL;
END $$;
CREATE TRIGGER audit_insert AFTER INSERT ON report FOR EACH ROW EXECUTE FUNCTION report_audit();
CREATE TRIGGER audit_update AFTER UPDATE ON report FOR EACH ROW
	WHEN ((NEW.version, NEW.state) IS DISTINCT FROM (OLD.version, OLD.state)) EXECUTE FUNCTION report_audit();

-- The next version of a form.  What the latest one says already is none; nor, unless it
-- is meant to be back, what an earlier one said: the programme's own files are
-- published at each start, and an administrator may have put something else in place.
CREATE FUNCTION form_publish(called text, heading text, text_ text, who bigint, again boolean, at timestamptz)
RETURNS TABLE (number integer, fresh boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	mine form;
	hash constant text := encode(sha256(convert_to(text_, 'UTF8')), 'hex');
	latest form_version;
BEGIN
	INSERT INTO form (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
	SELECT * INTO STRICT mine FROM form WHERE name = called FOR UPDATE;
	SELECT * INTO latest FROM form_version WHERE form_id = mine.id ORDER BY number DESC LIMIT 1;
	number := coalesce(latest.number, 0);
	fresh := latest.sha256 IS DISTINCT FROM hash
	    AND (again OR NOT EXISTS (SELECT FROM form_version WHERE form_id = mine.id AND sha256 = hash));
	IF fresh THEN
		number := number + 1;
		INSERT INTO form_version (form_id, number, title, xml, sha256, created_at, created_by)
		VALUES (mine.id, number, heading, text_, hash, at, who);
	END IF;
	RETURN NEXT;
END $$;

-- Who else ------------------------------------------------------------------------------

-- Who is writing about this task just now: names, and since when; nothing of what.
CREATE FUNCTION form_fillers(which bigint, at timestamptz)
RETURNS TABLE (name text, started_at timestamptz, touched_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
	SELECT u.name, d.started_at, d.touched_at
	  FROM form_draft d JOIN app_user u ON u.id = d.user_id JOIN task t ON t.id = d.task_id
	 WHERE d.task_id = which AND d.user_id <> my_id() AND d.touched_at > form_fillers.at - interval '15 minutes'
	   AND t.open AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'))
	 ORDER BY d.touched_at DESC LIMIT 5
$$;
-- How often a form is in use: numbers for the administrator, who sees no task.
CREATE FUNCTION form_used(which text)
RETURNS TABLE (rule text, title text, kind text, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT coalesce(t.rule, ''), coalesce(max(t.title), ''), t.kind, count(*)
	  FROM task t
	 WHERE my_role() = 'admin' AND t.open
	   AND EXISTS (SELECT FROM jsonb_array_elements(t.actions) a WHERE a ->> 'form' = which)
	 GROUP BY t.rule, t.kind ORDER BY 4 DESC, 1, 3
$$;
CREATE FUNCTION form_counts()
RETURNS TABLE (form_version_id bigint, drafts bigint, reports bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
	SELECT v.id, (SELECT count(*) FROM form_draft d WHERE d.form_version_id = v.id),
	       (SELECT count(*) FROM report r WHERE r.form_version_id = v.id)
	  FROM form_version v WHERE my_role() = 'admin'
$$;
REVOKE EXECUTE ON FUNCTION form_version_stands(), report_keep(), report_version_stands(), report_withdraw(),
    form_version_audit(), report_audit(),
    form_publish(text, text, text, bigint, boolean, timestamptz), form_fillers(bigint, timestamptz), form_used(text), form_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION form_publish(text, text, text, bigint, boolean, timestamptz), form_fillers(bigint, timestamptz), form_used(text), form_counts() TO aftercare_site;
