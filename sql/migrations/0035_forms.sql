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
-- task, of each form for a patient, of each for nobody yet (it registers him), and of
-- each report that is being changed.
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
	CHECK (task_id IS NULL OR report_id IS NULL),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX form_draft_task ON form_draft (task_id, user_id) WHERE task_id IS NOT NULL;
CREATE UNIQUE INDEX form_draft_report ON form_draft (report_id, user_id) WHERE report_id IS NOT NULL;
CREATE UNIQUE INDEX form_draft_patient ON form_draft (patient_id, form_id, user_id)
	WHERE task_id IS NULL AND report_id IS NULL AND patient_id IS NOT NULL;
CREATE UNIQUE INDEX form_draft_nobody ON form_draft (form_id, user_id)
	WHERE task_id IS NULL AND report_id IS NULL AND patient_id IS NULL;
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
	doc		jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(doc) = 'object'),	-- what stands beside them
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

-- What came by text from a number that was nobody's is his once somebody says whose the
-- text is.
CREATE FUNCTION report_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE report SET patient_id = NEW.patient_id, place_id = NEW.place_id
	 WHERE doc_id = 'text-message-' || NEW.id AND patient_id IS NULL;
	RETURN NULL;
END $$;
CREATE TRIGGER report_follow AFTER UPDATE OF patient_id ON message FOR EACH ROW
	WHEN (OLD.patient_id IS NULL AND NEW.patient_id IS NOT NULL AND NEW.direction = 'in') EXECUTE FUNCTION report_follow();

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
RETURNS TABLE (form_id bigint, number integer, fresh boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	mine form;
	hash constant text := encode(sha256(convert_to(text_, 'UTF8')), 'hex');
	latest form_version;
BEGIN
	SELECT * INTO mine FROM form WHERE name = called FOR UPDATE;
	IF NOT FOUND THEN
		INSERT INTO form (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
		SELECT * INTO STRICT mine FROM form WHERE name = called FOR UPDATE;
	END IF;
	SELECT * INTO latest FROM form_version WHERE form_id = mine.id ORDER BY number DESC LIMIT 1;
	form_id := mine.id;
	number := coalesce(latest.number, 0);
	fresh := latest.sha256 IS DISTINCT FROM hash
	    AND (again OR NOT EXISTS (SELECT FROM form_version WHERE form_id = mine.id AND sha256 = hash));
	IF fresh THEN
		number := number + 1;
		INSERT INTO form_version (form_id, number, title, xml, sha256, created_at, created_by)
		VALUES (mine.id, number, left(heading, 200), text_, hash, at, who);
	END IF;
	RETURN NEXT;
END $$;

-- What the rules see ----------------------------------------------------------------------

-- A patient as the CHT's contact.  Also what a form sees of him.
CREATE FUNCTION rule_contact(p patient, place_name text, zone text, anchor date, last_sign timestamptz, phone text, phone2 text,
    shared boolean, parent json) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('_id', 'patient-' || p.id, 'type', 'person',
	    'name', trim(p.given_name || ' ' || p.family_name), 'patient_id', p.number, 'phone', phone, 'alternate_phone', phone2,
	    'phone_owner', p.phone_owner, 'phone_shared', yes_no(shared),
	    'date_of_birth', p.birth_date, 'sex', p.sex, 'parent', parent, 'reported_date', ms(p.created_at),
	    'enrollment_date', anchor, 'enrollment_location', place_name,
	    'is_minor', yes_no(p.birth_date > coalesce(anchor, (p.created_at AT TIME ZONE zone)::date) - interval '18 years'),
	    'last_seen', ms(last_sign), 'language_preference', p.language,
	    'muted', to_char(p.opted_out_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
$$;
-- A report as the CHT's.  Of whose task it was, and what came of that, it says what the
-- one that is made of an outcome says; what the form asks itself goes before that.
CREATE FUNCTION rule_report(r report, told jsonb, sender text) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (r.doc || jsonb_strip_nulls(jsonb_build_object('_id', r.doc_id, 'type', 'data_record', 'form', r.form,
	    'content_type', CASE WHEN r.form_version_id IS NOT NULL THEN 'xml' END, 'from', sender, 'reported_date', ms(r.reported_at),
	    'hidden_fields', r.hidden_fields)) ||
	    jsonb_build_object('fields', told || (r.fields
		- CASE WHEN r.fields ->> 'patient_id' = '' THEN 'patient_id' ELSE '' END
		- CASE WHEN r.fields ->> 'patient_uuid' = '' THEN 'patient_uuid' ELSE '' END)))::json
$$;

-- As before (0034), with the reports that people wrote.  What a form said of a task
-- stands in the place of what its outcome alone would say.
CREATE OR REPLACE FUNCTION rule_documents(patient_ids bigint[])
RETURNS TABLE (patient_id bigint, place_id bigint, zone text, container json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH him AS MATERIALIZED (
		SELECT p.*, p AS person, pl.zone, pl.name AS place_name, t.id AS thread_id, e.id AS enrolment_id, e.anchor_date, e.last_sign_at,
		       jsonb_build_object('patient_id', p.number, 'patient_uuid', 'patient-' || p.id) AS subject
		  FROM patient p
		  JOIN place pl ON pl.id = p.place_id
		  LEFT JOIN thread t ON t.patient_id = p.id
		  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
		 WHERE p.id = ANY (patient_ids)
	), above AS MATERIALIZED (
		SELECT here.id, rule_place(here.id) AS parent FROM (SELECT DISTINCT h.place_id AS id FROM him h) here
	), finished AS MATERIALIZED (
		SELECT h.id AS patient, h.subject, h.zone, k.*, rule_form(k.kind, k.actions) AS form
		  FROM him h JOIN task k ON k.patient_id = h.id
		 WHERE k.status IN ('completed', 'failed') AND k.closed_by IS NOT NULL AND k.outcome <> ''
		   AND k.kind NOT IN ('escalation', 'who')
	), report (patient, at, rank, id, doc) AS (
		-- He was enrolled.
		SELECT h.id, e.created_at, 1, e.id, json_build_object('_id', 'enroll-' || e.id, 'type', 'data_record', 'form', 'enroll',
		       'reported_date', ms(e.created_at), 'fields', h.subject || jsonb_strip_nulls(jsonb_build_object(
			'enrollment_date', e.anchor_date, 'method', e.method, 'is_minor', yes_no(h.birth_date > e.anchor_date - interval '18 years'),
			'phone_owner', h.phone_owner, 'state', e.state, 'ended_on', (e.ended_at AT TIME ZONE h.zone)::date,
			'last_sign', ms(e.last_sign_at), 'asked', asked.n, 'welcome', w.state, 'welcome_at', ms(w.at))))
		  FROM him h
		  JOIN enrolment e ON e.patient_id = h.id
		 CROSS JOIN LATERAL (SELECT count(*) AS n FROM checkin c WHERE c.patient_id = h.id AND c.enrolment_id = e.id
			AND c.asked_at > coalesce(e.last_sign_at, '-infinity')) asked
		  LEFT JOIN LATERAL (SELECT m.state, m.at FROM message m WHERE m.thread_id = h.thread_id AND m.direction = 'out'
			AND m.kind = 'automatic' AND m.at >= e.created_at ORDER BY m.at, m.id LIMIT 1) w ON true
		UNION ALL
		-- He wrote.
		SELECT h.id, m.at, 2, m.id, rule_message('message-' || m.id, m, m.reads, m.urgency, ph.e164,
		       h.subject || jsonb_build_object('whose', CASE WHEN m.attributed_by IS NULL THEN 'number' ELSE 'nurse' END),
		       (m.at AT TIME ZONE h.zone)::date - h.anchor_date)
		  FROM him h
		 CROSS JOIN LATERAL (SELECT * FROM message i WHERE i.thread_id = h.thread_id AND i.direction = 'in' AND i.patient_id = h.id
			ORDER BY i.at DESC, i.id DESC LIMIT 500) m
		  JOIN phone ph ON ph.id = m.phone_id
		UNION ALL
		-- Somebody said that a text of another is about him too: how it was read as his stands with his check-in, if he was asked.
		SELECT h.id, v.at, 2, m.id, rule_message('message-' || m.id || '-patient-' || h.id, m, reads.word,
		       greatest(m.urgency, CASE WHEN reads.word = 'problem' THEN 2 ELSE 0 END), ph.e164,
		       h.subject || '{"whose": "nurse"}', (m.at AT TIME ZONE h.zone)::date - h.anchor_date)
		  FROM him h
		  JOIN thread_event v ON v.thread_id = h.thread_id AND v.what = 'also-about'
		 CROSS JOIN LATERAL (SELECT * FROM message i WHERE i.thread_id = v.about_id AND i.direction = 'in'
			AND i.attributed_by IS NOT NULL AND left(i.body, 500) = v.note AND i.at <= v.at ORDER BY i.at DESC, i.id DESC LIMIT 1) m
		  JOIN phone ph ON ph.id = m.phone_id
		 CROSS JOIN LATERAL (SELECT coalesce((SELECT c.answer FROM checkin c WHERE c.patient_id = h.id
			AND c.answer_message_id = m.id LIMIT 1), m.reads) AS word) reads
		UNION ALL
		-- Somebody did a task about him.
		SELECT f.patient, f.closed_at, 3, f.id, json_build_object('_id', 'outcome-' || f.id, 'type', 'data_record', 'form', f.form,
		       'reported_date', ms(f.closed_at), 'fields', f.subject || jsonb_strip_nulls(jsonb_build_object('task_kind', f.kind,
			'rule', f.rule, 'source_id', split_part(f.emission, '~', 1))) || rule_outcome(f.form,
			-- What was found at the facility is nobody's case unless one asked for it.
			CASE WHEN f.kind = 'visit' AND f.emission NOT LIKE 'decision-%' THEN '' ELSE f.kind END, f.outcome, f.outcome_note))
		  FROM finished f
		 WHERE NOT EXISTS (SELECT FROM report r WHERE r.task_id = f.id AND r.state = 'final' AND r.form = f.form)
		UNION ALL
		-- He was seen.
		SELECT f.patient, f.closed_at, 4, f.id, json_build_object('_id', 'visit-' || f.id, 'type', 'data_record', 'form', 'client_visit',
		       'reported_date', ms(f.closed_at), 'fields', f.subject || jsonb_build_object('note', f.outcome_note,
			'visit_date', (f.closed_at AT TIME ZONE f.zone)::date))
		  FROM finished f
		 WHERE f.outcome = 'came' AND f.form <> 'client_visit'
		   AND NOT EXISTS (SELECT FROM report r WHERE r.task_id = f.id AND r.state = 'final' AND r.form = 'client_visit')
		UNION ALL
		-- A supervisor decided about a case.
		SELECT h.id, x.decided_at, 5, x.task_id, json_build_object('_id', 'decision-' || x.task_id || '-' || ms(x.decided_at), 'type', 'data_record',
		       'form', CASE x.outcome WHEN 'advice' THEN 'potential_ae' WHEN 'hand-back' THEN 'hand_back' ELSE 'referral_for_care' END,
		       'reported_date', ms(x.decided_at), 'fields', h.subject || jsonb_build_object('case', 'yes', 'decision', x.outcome, 'severity', x.severity,
			'sign', x.sign, 'ae', jsonb_build_object('described', 'yes', 'code', x.event, 'severity', x.grade),
			'refer_to', x.refer_to, 'own_facility', yes_no(x.outcome = 'clinic'), 'note', x.note))
		  FROM him h
		  JOIN task k ON k.patient_id = h.id AND k.kind = 'escalation'
		  JOIN escalation x ON x.task_id = k.id
		 WHERE x.decided_at IS NOT NULL
		UNION ALL
		-- Somebody filled in a form about him.  One that enrolled him is told above.
		SELECT h.id, r.reported_at, 6, r.id, rule_report(r.*, h.subject ||
		       CASE WHEN k.id IS NULL OR r.parent_id IS NOT NULL THEN '{}' ELSE jsonb_strip_nulls(jsonb_build_object(
			'task_kind', k.kind, 'rule', k.rule, 'source_id', split_part(k.emission, '~', 1))) ||
			CASE k.outcome WHEN 'reported' THEN '{}' ELSE rule_outcome(r.form,
			CASE WHEN k.kind = 'visit' AND k.emission NOT LIKE 'decision-%' THEN '' ELSE k.kind END, k.outcome, k.outcome_note) END END, ph.e164)
		  FROM him h
		 CROSS JOIN LATERAL (SELECT * FROM report i WHERE i.patient_id = h.id AND i.state = 'final' AND i.form <> 'enroll'
			ORDER BY i.reported_at DESC, i.id DESC LIMIT 500) r
		  LEFT JOIN task k ON k.id = r.task_id AND k.outcome <> ''
		  LEFT JOIN phone ph ON ph.id = r.phone_id
	), reports AS (
		SELECT r.patient, json_agg(r.doc ORDER BY ms(r.at), r.rank, r.id) AS docs FROM report r GROUP BY r.patient
	), tasks AS (
		SELECT k.patient_id AS patient, json_agg(jsonb_strip_nulls(jsonb_build_object(
			'_id', concat_ws('~', 'task', 'aftercare', k.emission, ms(k.authored_at)), 'type', 'task', 'authoredOn', ms(k.authored_at),
			'user', 'aftercare', 'requester', k.requester, 'owner', k.owner_doc, 'state', task_cht_state(k.status),
			'stateReason', CASE WHEN k.status = 'cancelled' AND k.status_reason IN ('invalid', 'duplicate') THEN k.status_reason END)) ||
			jsonb_build_object('emission', jsonb_strip_nulls(jsonb_build_object('_id', k.emission, 'title', k.title, 'icon', k.icon,
			'deleted', k.deleted, 'priorityLabel', k.label, 'dueDate', k.due_date, 'startDate', k.window_from, 'endDate', k.window_to,
			'forId', k.for_doc, 'contact', CASE WHEN k.contact_name IS NOT NULL THEN jsonb_build_object('name', k.contact_name) END)) ||
			jsonb_build_object('actions', k.actions) || CASE WHEN k.resolved IS NULL THEN '{}' ELSE jsonb_build_object('resolved', k.resolved) END ||
			CASE WHEN k.level IS NULL THEN '{}' ELSE jsonb_build_object('priority', k.level) END,
			'stateHistory', (SELECT coalesce(jsonb_agg(jsonb_build_object('state', task_cht_state(v.to_status), 'timestamp', ms(v.at)) ORDER BY v.id), '[]')
			    FROM task_event v WHERE v.task_id = k.id AND v.to_status IS NOT NULL
			     AND (v.from_status = '' OR task_cht_state(v.from_status) <> task_cht_state(v.to_status))))
			ORDER BY k.authored_at, k.id) AS docs
		  FROM him h JOIN task k ON k.patient_id = h.id
		 WHERE k.emission IS NOT NULL
		 GROUP BY k.patient_id
	)
	SELECT h.id, h.place_id, h.zone, json_build_object(
		'contact', rule_contact(h.person, h.place_name, h.zone, h.anchor_date, h.last_sign_at, ph.e164, ph2.e164,
		    h.phone_id IS NOT NULL AND EXISTS (SELECT FROM patient o
			WHERE (o.phone_id = h.phone_id OR o.phone2_id = h.phone_id) AND o.id <> h.id), above.parent),
		'reports', coalesce(reports.docs, '[]'), 'tasks', coalesce(tasks.docs, '[]'))
	  FROM him h
	  JOIN above ON above.id = h.place_id
	  LEFT JOIN phone ph ON ph.id = h.phone_id
	  LEFT JOIN phone ph2 ON ph2.id = h.phone2_id
	  LEFT JOIN reports ON reports.patient = h.id
	  LEFT JOIN tasks ON tasks.patient = h.id;
END $$;


-- What a form sees ------------------------------------------------------------------------

-- Of a task, or with NULL for it of a patient, or with neither of the place of whoever
-- registers somebody, and of who fills it in: the content that
-- the CHT gives to a form (source, source_id, task_id, what the rule added, the contact
-- with his parents), the user and a summary of the contact.  form: which of the task's
-- actions it is.
CREATE FUNCTION form_context(which_task bigint, which_patient bigint, which_place bigint, called text, at timestamptz)
RETURNS TABLE (place_id bigint, patient_id bigint, thread_id bigint, task_version integer, open boolean, zone text,
    language text, content jsonb, summary jsonb, who jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	k task;
	p patient;
	pl place;
	e enrolment;
	me app_user;
	home bigint;
	contact jsonb;
BEGIN
	SELECT * INTO k FROM task t WHERE t.id = which_task
	   AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'));
	IF which_task IS NOT NULL AND k.id IS NULL THEN
		RETURN;
	END IF;
	SELECT * INTO p FROM patient x WHERE x.id = coalesce(k.patient_id, CASE WHEN which_task IS NULL THEN which_patient END)
	   AND x.place_id = ANY (my_places());
	IF which_task IS NULL AND p.id IS NULL AND (which_patient IS NOT NULL OR my_role() NOT IN ('nurse', 'supervisor')) THEN
		RETURN;
	END IF;
	SELECT * INTO me FROM app_user u WHERE u.id = my_id();
	SELECT up.place_id INTO home FROM user_place up JOIN place h ON h.id = up.place_id
	 WHERE up.user_id = me.id AND h.active
	 ORDER BY up.place_id = coalesce(k.place_id, p.place_id, which_place) DESC NULLS LAST, h.name LIMIT 1;
	SELECT * INTO pl FROM place x WHERE x.id = coalesce(k.place_id, p.place_id, home);
	place_id := CASE WHEN which_task IS NULL THEN pl.id ELSE k.place_id END;
	patient_id := p.id;
	thread_id := coalesce(k.thread_id, (SELECT t.id FROM thread t WHERE t.patient_id = p.id));
	task_version := k.version;
	open := coalesce(k.open, true);
	zone := coalesce(pl.zone, 'UTC');
	language := coalesce(me.language, 'en');
	IF p.id IS NOT NULL THEN
		SELECT * INTO e FROM enrolment x WHERE x.patient_id = p.id AND x.latest;
		contact := rule_contact(p, pl.name, pl.zone, e.anchor_date, e.last_sign_at, (SELECT h.e164 FROM phone h WHERE h.id = p.phone_id),
		    (SELECT h.e164 FROM phone h WHERE h.id = p.phone2_id), p.phone_id IS NOT NULL AND EXISTS (SELECT FROM patient o
			WHERE (o.phone_id = p.phone_id OR o.phone2_id = p.phone_id) AND o.id <> p.id), rule_place(p.place_id));
		summary := jsonb_strip_nulls(jsonb_build_object('patient_id', p.number, 'name', contact -> 'name',
		    'age', extract(year FROM age((form_context.at AT TIME ZONE zone)::date, p.birth_date))::integer::text,
		    'is_minor', contact -> 'is_minor', 'phone_shared', contact -> 'phone_shared', 'muted', yes_no(p.opted_out_at IS NOT NULL),
		    'enrollment_date', e.anchor_date, 'day', ((form_context.at AT TIME ZONE zone)::date - e.anchor_date)::text, 'method', e.method,
		    'state', e.state, 'last_seen', (e.last_sign_at AT TIME ZONE zone)::date,
		    'open_case', yes_no(EXISTS (SELECT FROM task x WHERE x.patient_id = p.id AND x.kind = 'escalation' AND x.open)),
		    'tries', (SELECT count(*) FROM task_event v WHERE v.task_id = k.id AND v.what = 'not-reached'
		        AND (SELECT n.what FROM task_event n WHERE n.task_id = k.id AND n.id > v.id AND n.from_status IS NOT NULL AND n.what <> 'clock'
		              ORDER BY n.id LIMIT 1) IS DISTINCT FROM 'undone')::text)) ||
		    jsonb_build_object('last', (SELECT coalesce(jsonb_object_agg(r.form, r.fields), '{}') FROM (
			SELECT DISTINCT ON (i.form) i.form, i.fields FROM report i
			 WHERE i.patient_id = p.id AND i.state = 'final' AND i.form ~ '^[A-Za-z_][A-Za-z0-9_.-]*$'
			 ORDER BY i.form, i.reported_at DESC, i.id DESC LIMIT 30) r));
	ELSIF which_task IS NULL THEN
		contact := jsonb_build_object('type', 'clinic') || rule_place(pl.id)::jsonb;
	END IF;
	content := CASE WHEN which_task IS NULL THEN jsonb_build_object('source', 'contact') ELSE
	    jsonb_build_object('source', 'task', 'source_id', coalesce(nullif(split_part(k.emission, '~', 1), ''), contact ->> '_id', '')) ||
	    coalesce((SELECT CASE WHEN jsonb_typeof(a.value -> 'content') = 'object' THEN a.value -> 'content' END
	                FROM jsonb_array_elements(k.actions) WITH ORDINALITY a (value, place)
	               WHERE a.value ->> 'form' = called ORDER BY a.place LIMIT 1), '{}') ||
	    jsonb_build_object('task_id', CASE WHEN k.emission IS NULL THEN 'task-' || k.id
		ELSE concat_ws('~', 'task', 'aftercare', k.emission, ms(k.authored_at)) END) END ||
	    CASE WHEN contact IS NULL THEN '{}' ELSE jsonb_build_object('contact', contact) END;
	who := jsonb_build_object('_id', 'user-' || me.id, 'type', 'person', 'name', me.username, 'fullname', me.name,
	    'contact_id', 'user-' || me.id, 'facility_id', 'place-' || home, 'language', me.language, 'role', me.role,
	    'roles', me.role, 'phone', '', 'parent', rule_place(home)::jsonb);
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
-- How often forms are in use: numbers for the administrator, who sees no task.
CREATE FUNCTION form_tasks()
RETURNS TABLE (form text, rule text, title text, kind text, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT a.value ->> 'form', coalesce(t.rule, ''), coalesce(max(t.title), ''), t.kind, count(*)
	  FROM task t CROSS JOIN LATERAL jsonb_array_elements(t.actions) a
	 WHERE my_role() = 'admin' AND t.open AND a.value ->> 'form' IS NOT NULL
	 GROUP BY a.value ->> 'form', t.rule, t.kind
$$;
CREATE FUNCTION form_counts()
RETURNS TABLE (form_version_id bigint, drafts bigint, reports bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
	SELECT v.id, (SELECT count(*) FROM form_draft d WHERE d.form_version_id = v.id),
	       (SELECT count(*) FROM report r WHERE r.form_version_id = v.id)
	  FROM form_version v WHERE my_role() = 'admin'
$$;
REVOKE EXECUTE ON FUNCTION form_version_stands(), report_keep(), report_version_stands(), report_withdraw(), report_follow(),
    form_version_audit(), report_audit(),
    form_publish(text, text, text, bigint, boolean, timestamptz), form_fillers(bigint, timestamptz), form_tasks(), form_counts(),
    rule_contact(patient, text, text, date, timestamptz, text, text, boolean, json), rule_report(report, jsonb, text),
    form_context(bigint, bigint, bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION form_publish(text, text, text, bigint, boolean, timestamptz), form_fillers(bigint, timestamptz), form_tasks(), form_counts(),
    form_context(bigint, bigint, bigint, text, timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION rule_contact(patient, text, text, date, timestamptz, text, text, boolean, json),
    rule_report(report, jsonb, text) TO aftercare_rules;
