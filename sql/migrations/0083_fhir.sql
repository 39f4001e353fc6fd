-- The door of FHIR R4: what has happened to each task, when it was last changed, what others call it, and the resources
-- themselves.  docs/fhir.md says how the clinic's words become FHIR's.

ALTER TABLE task ADD changed_at timestamptz NOT NULL DEFAULT business_now();
ALTER TABLE task DISABLE TRIGGER USER;
UPDATE task t SET changed_at = greatest(t.created_at, t.closed_at,
       (SELECT max(e.at) FROM task_event e WHERE e.task_id = t.id AND e.from_status IS NOT NULL));
ALTER TABLE task ENABLE TRIGGER USER;
CREATE INDEX task_changed ON task (changed_at, id);
CREATE INDEX task_owner ON task (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX task_event_at ON task_event USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- When a task was changed is no news to the trail, which has what was changed.
CREATE OR REPLACE FUNCTION audit_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
	after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
	row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
	diff jsonb;
	at_ timestamptz := business_now();
BEGIN
	SELECT jsonb_object_agg(k, CASE WHEN k = 'password_hash' THEN '["hidden", "hidden"]'
	    ELSE jsonb_build_array(before -> k, after -> k) END)
	  INTO diff
	  FROM (SELECT jsonb_object_keys(before || after) k) keys
	 WHERE before -> k IS DISTINCT FROM after -> k
	   AND k NOT IN ('version', 'folded', 'open', 'latest', 'changed_at') AND coalesce(after -> k, before -> k) <> 'null';
	IF TG_OP = 'UPDATE' AND diff IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (at_, my_id(), (row ->> 'place_id')::bigint, lower(TG_OP), TG_TABLE_NAME,
	    coalesce(row ->> 'id', row ->> 'task_id', row ->> 'user_id')::bigint, diff);
	RETURN NULL;
END $$;

-- A line of the history has everything of the task that is shown to others and was something else before, so that each
-- version can be told from the lines behind it.  A line is a version: nobody writes one twice.
CREATE OR REPLACE FUNCTION task_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	closed constant text[] := '{completed,cancelled,failed,rejected,entered-in-error}';
	now_ constant timestamptz := business_now();
	said jsonb;
BEGIN
	IF NEW.status <> OLD.status THEN
		PERFORM task_may_move(OLD.status, NEW.status, task_held(OLD.held_status, NEW.owner_id), OLD.closed_by, OLD.closed_at);
		IF NEW.status_reason IS NOT DISTINCT FROM OLD.status_reason THEN
			NEW.status_reason := NULL; -- it was the reason of the state before
		END IF;
		IF NEW.status = 'on-hold' THEN
			NEW.held_status := OLD.status;
		END IF;
		IF NEW.status = 'in-progress' THEN
			NEW.started_at := coalesce(NEW.started_at, now_);
		END IF;
		IF NEW.status = ANY (closed) THEN
			NEW.closed_at := coalesce(NEW.closed_at, now_);
		ELSIF OLD.status = ANY (closed) THEN
			NEW.closed_at := NULL;
			NEW.closed_by := NULL;
			NEW.outcome := '';
			NEW.outcome_note := '';
		END IF;
	ELSIF NEW.status = ANY (closed) AND (NEW.emission, NEW.title, NEW.due_date, NEW.window_from, NEW.window_to, NEW.actions,
	    NEW.resolved) IS DISTINCT FROM (OLD.emission, OLD.title, OLD.due_date, OLD.window_from, OLD.window_to, OLD.actions,
	    OLD.resolved) THEN
		RAISE EXCEPTION USING ERRCODE = 'AC409', CONSTRAINT = 'task_closed', MESSAGE =
		    'a closed task of a rule stays as it was; what comes later is a new one';
	END IF;
	IF NEW.status = 'on-hold' THEN
		NEW.held_status := task_held(NEW.held_status, NEW.owner_id);
	ELSE
		NEW.held_status := NULL;
		NEW.wakes_at := NULL;
	END IF;
	said := jsonb_strip_nulls(jsonb_build_object('words', CASE WHEN NEW.words <> OLD.words THEN OLD.words END,
	    'outcome', CASE WHEN NEW.outcome <> OLD.outcome THEN OLD.outcome END,
	    'outcome_note', CASE WHEN NEW.outcome_note <> OLD.outcome_note THEN OLD.outcome_note END,
	    'performer', CASE WHEN NEW.performer <> OLD.performer THEN OLD.performer END,
	    'place_id', CASE WHEN NEW.place_id IS DISTINCT FROM OLD.place_id THEN coalesce(OLD.place_id, 0) END,
	    'status_reason', CASE WHEN NEW.status_reason IS DISTINCT FROM OLD.status_reason THEN coalesce(OLD.status_reason, '') END));
	IF NEW.event IS NOT NULL OR said <> '{}' OR (NEW.status, NEW.owner_id, NEW.priority, NEW.starts_at, NEW.due_at, NEW.patient_id)
	    IS DISTINCT FROM (OLD.status, OLD.owner_id, OLD.priority, OLD.starts_at, OLD.due_at, OLD.patient_id) THEN
		INSERT INTO task_event (task_id, place_id, at, user_id, what, note, from_status, to_status, from_owner, to_owner, was)
		VALUES (NEW.id, NEW.place_id, now_, my_id(),
		    coalesce(NEW.event, CASE WHEN NEW.status <> OLD.status THEN 'status'
		        WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'changed'
		        WHEN NEW.owner_id IS NULL THEN 'released' WHEN NEW.owner_id = my_id() THEN 'taken' ELSE 'assigned' END),
		    coalesce(NEW.event_note, NEW.status_reason, ''), OLD.status, NEW.status, OLD.owner_id, NEW.owner_id,
		    nullif(CASE WHEN (NEW.priority, NEW.starts_at, NEW.due_at) IS DISTINCT FROM (OLD.priority, OLD.starts_at, OLD.due_at)
		        THEN jsonb_build_object('priority', OLD.priority, 'starts_at', OLD.starts_at, 'due_at', OLD.due_at)
		        ELSE '{}' END || said, '{}'));
		NEW.changed_at := greatest(now_, OLD.changed_at);
	END IF;
	NEW.event := NULL;
	NEW.event_note := NULL;
	RETURN NEW;
END $$;

-- What others call a task that they brought.
CREATE TABLE task_identifier (
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	n		smallint NOT NULL,
	place_id	bigint REFERENCES place,
	system		text NOT NULL CHECK (length(system) <= 500),
	value		text NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
	PRIMARY KEY (task_id, n)
);
CREATE INDEX task_identifier_value ON task_identifier (value, system);
CREATE INDEX task_identifier_place ON task_identifier (place_id) WHERE place_id IS NOT NULL;
ALTER TABLE task_identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_identifier FORCE ROW LEVEL SECURITY;
-- As of the task: a man who moves takes his tasks along.
CREATE POLICY site ON task_identifier FOR SELECT TO aftercare_site USING (EXISTS (SELECT FROM task t WHERE t.id = task_id));
CREATE POLICY made ON task_identifier FOR INSERT TO aftercare_site WITH CHECK (EXISTS (SELECT FROM task t WHERE t.id = task_id));
GRANT SELECT, INSERT ON task_identifier TO aftercare_site;

-- Parts of a resource.  A field that is NULL is left out by json_strip_nulls().  Moments are told to the millisecond: more
-- digits than that many clients cannot compare.
CREATE FUNCTION fhir_instant(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
CREATE FUNCTION fhir_person(who bigint) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('reference', CASE WHEN u.machine THEN 'Device/' ELSE 'PractitionerRole/' END || u.id, 'display', u.name)
	  FROM app_user u WHERE u.id = who
$$;
CREATE FUNCTION fhir_place(which bigint) RETURNS json LANGUAGE sql STABLE AS
$$ SELECT json_build_object('reference', 'Location/' || p.id, 'display', p.name) FROM place p WHERE p.id = which $$;
CREATE FUNCTION fhir_man(which bigint, name text) RETURNS json LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN which IS NOT NULL THEN json_build_object('reference', 'Patient/' || which, 'display', nullif(name, '')) END $$;
CREATE FUNCTION fhir_coding(of_system text, of_code text, of_text text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN of_code <> '' THEN json_build_object('coding', json_build_array(json_build_object('system', of_system, 'code', of_code)),
	    'text', of_text) END
$$;
CREATE FUNCTION fhir_text(words text) RETURNS json LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN words <> '' THEN json_build_object('text', words) END $$;
-- What was asked for of it; none is everything.
CREATE FUNCTION fhir_part(body json, elements text[]) RETURNS json LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN cardinality(elements) = 0 THEN body ELSE (
		SELECT json_object_agg(e.key, CASE WHEN e.key = 'meta' THEN (e.value::jsonb || '{"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]}')::json
		    ELSE e.value END)
		  FROM json_each(CASE WHEN body -> 'meta' IS NULL THEN (body::jsonb || '{"meta": {}}')::json ELSE body END) e
		 WHERE e.key = ANY (elements) OR e.key IN ('resourceType', 'id', 'meta')) END
$$;

CREATE FUNCTION task_version_now(which bigint) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT coalesce(max(e.id), 0) FROM task_event e WHERE e.task_id = which AND e.from_status IS NOT NULL $$;
-- As it was when this line of its history had been written.
CREATE FUNCTION task_as_of(t task, line bigint) RETURNS task LANGUAGE sql STABLE AS $$
	SELECT coalesce((
		SELECT jsonb_populate_record(t, jsonb_object_agg(of.key, of.value ORDER BY e.id DESC))
		  FROM task_event e
		 CROSS JOIN LATERAL jsonb_each(CASE WHEN e.from_status <> e.to_status THEN '{"status_reason": ""}'::jsonb ELSE '{}' END
			|| coalesce(e.was, '{}') || jsonb_build_object('status', e.from_status, 'owner_id', e.from_owner)) of
		 WHERE e.task_id = t.id AND e.id > line AND e.from_status <> ''), t)
$$;
CREATE FUNCTION fhir_task(t task, version bigint, at timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Task', 'id', t.id::text,
		'meta', json_build_object('versionId', version::text, 'lastUpdated', fhir_instant(at)),
		'identifier', (SELECT json_agg(json_build_object('system', nullif(i.system, ''), 'value', i.value) ORDER BY i.n)
		    FROM (SELECT 0, 'urn:aftercare:task', t.source UNION ALL
		          SELECT n, system, value FROM task_identifier WHERE task_id = t.id) i (n, system, value)),
		'status', t.status, 'statusReason', fhir_text(t.status_reason),
		'businessStatus', CASE WHEN t.status = 'completed' THEN fhir_coding('urn:aftercare:outcome', t.outcome, NULL) END,
		'intent', 'order', 'priority', (ARRAY['stat', 'asap', 'urgent', 'routine'])[t.priority],
		'code', fhir_coding('urn:aftercare:task-kind', t.kind, CASE t.kind WHEN 'free' THEN nullif(t.words, '')
		    WHEN 'problem' THEN 'Possible problem' WHEN 'trace' THEN 'Look for a silent client' WHEN 'who' THEN 'Find out who wrote'
		    WHEN 'number' THEN 'Correct a phone number' WHEN 'visit' THEN 'See a client at the facility' WHEN 'call' THEN 'Call a client back'
		    WHEN 'handed-back' THEN 'Look after a client of a case' WHEN 'escalation' THEN 'Decide a case'
		    ELSE t.rule END),
		'description', nullif(t.words, ''),
		'focus', (SELECT json_build_object('reference', 'Communication/' || x.message_id) FROM escalation x
		    WHERE t.kind = 'escalation' AND x.task_id = t.id AND x.message_id IS NOT NULL),
		'for', fhir_man(t.patient_id, t.who),
		'executionPeriod', CASE WHEN (t.started_at <= at AND t.status NOT IN ('draft', 'requested', 'ready')) OR t.status IN ('completed', 'failed')
		    THEN json_build_object('start', CASE WHEN t.started_at <= coalesce(t.closed_at, at) THEN fhir_instant(t.started_at) END,
		    'end', CASE WHEN t.status IN ('completed', 'failed') THEN fhir_instant(t.closed_at) END) END,
		'authoredOn', fhir_instant(t.created_at), 'lastModified', fhir_instant(greatest(at, t.created_at)),
		'requester', fhir_person(t.created_by),
		'performerType', json_build_array(fhir_coding('urn:aftercare:role', t.performer, NULL)),
		'owner', fhir_person(t.owner_id), 'location', fhir_place(nullif(t.place_id, 0)),
		'note', CASE WHEN t.status = 'completed' AND t.outcome_note <> '' THEN json_build_array(fhir_text(t.outcome_note)) END,
		'restriction', json_build_object('period', json_build_object('start', CASE WHEN t.starts_at <= t.due_at THEN fhir_instant(t.starts_at) END,
		    'end', fhir_instant(t.due_at)))))
$$;

CREATE FUNCTION fhir_patient(p patient) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Patient', 'id', p.id::text, 'meta', json_build_object('versionId', p.version::text),
		'identifier', json_build_array(json_build_object('system', 'urn:aftercare:number', 'value', p.number,
		    'assigner', json_build_object('reference', 'Organization/' || p.place_id))),
		'active', true,
		'name', json_build_array(json_build_object('text', trim(p.given_name || ' ' || p.family_name), 'family', nullif(p.family_name, ''),
		    'given', json_build_array(p.given_name))),
		'telecom', (SELECT json_agg(json_build_object('system', 'phone', 'value', ph.e164, 'use', 'mobile', 'rank', n.rank) ORDER BY n.rank)
		    FROM (VALUES (p.phone_id, 1), (p.phone2_id, 2)) n (id, rank) JOIN phone ph ON ph.id = n.id),
		'gender', p.sex, 'birthDate', to_char(p.birth_date, CASE WHEN p.birth_estimated THEN 'YYYY' ELSE 'YYYY-MM-DD' END),
		'deceasedDateTime', p.died_on,
		'contact', CASE WHEN p.guardian_name <> '' THEN json_build_array(json_build_object(
		    'relationship', CASE WHEN p.guardian_relation <> '' THEN json_build_array(fhir_text(p.guardian_relation)) END,
		    'name', fhir_text(p.guardian_name))) END,
		'communication', json_build_array(json_build_object('language', json_build_object('coding', json_build_array(
		    json_build_object('system', 'urn:ietf:bcp:47', 'code', p.language))), 'preferred', true)),
		'managingOrganization', json_build_object('reference', 'Organization/' || p.place_id)))
$$;
-- A person, the person in her role, and a program.
CREATE FUNCTION fhir_practitioner(u_id bigint, u_name text, u_active boolean) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('resourceType', 'Practitioner', 'id', u_id::text, 'active', u_active, 'name', json_build_array(fhir_text(u_name)))
$$;
CREATE FUNCTION fhir_practitioner_role(u_id bigint, u_name text, u_role text, u_active boolean) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'PractitionerRole', 'id', u_id::text, 'active', u_active,
		'practitioner', json_build_object('reference', 'Practitioner/' || u_id, 'display', u_name),
		'organization', (SELECT json_build_object('reference', 'Organization/' || min(p.place_id)) FROM user_place p WHERE p.user_id = u_id HAVING count(*) = 1),
		'code', json_build_array(fhir_coding('urn:aftercare:role', u_role, NULL)),
		'location', (SELECT json_agg(fhir_place(p.place_id) ORDER BY p.place_id) FROM user_place p WHERE p.user_id = u_id)))
$$;
CREATE FUNCTION fhir_device(u_id bigint, u_name text, u_active boolean) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('resourceType', 'Device', 'id', u_id::text, 'status', CASE WHEN u_active THEN 'active' ELSE 'inactive' END,
	    'deviceName', json_build_array(json_build_object('name', u_name, 'type', 'user-friendly-name')))
$$;
CREATE FUNCTION fhir_organization(p place) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Organization', 'id', p.id::text, 'meta', json_build_object('versionId', p.version::text),
		'active', p.active, 'type', json_build_array(fhir_coding('urn:aftercare:place-kind', p.kind, NULL)), 'name', p.name,
		'telecom', CASE WHEN p.emergency_phone <> '' THEN json_build_array(json_build_object('system', 'phone', 'value', p.emergency_phone)) END,
		'partOf', CASE WHEN p.parent_id IS NOT NULL THEN json_build_object('reference', 'Organization/' || p.parent_id) END))
$$;
CREATE FUNCTION fhir_location(p place) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Location', 'id', p.id::text, 'meta', json_build_object('versionId', p.version::text),
		'status', CASE WHEN p.active THEN 'active' ELSE 'inactive' END, 'name', p.name, 'mode', 'instance',
		'managingOrganization', json_build_object('reference', 'Organization/' || p.id),
		'partOf', CASE WHEN p.parent_id IS NOT NULL THEN json_build_object('reference', 'Location/' || p.parent_id) END))
$$;

-- One text.  Handed over is not yet arrived; of one that may have left nobody knows.
CREATE FUNCTION fhir_message_status(state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE state WHEN 'received' THEN 'completed' WHEN 'delivered' THEN 'completed' WHEN 'held' THEN 'preparation'
	    WHEN 'queued' THEN 'preparation' WHEN 'sending' THEN 'in-progress' WHEN 'sent' THEN 'in-progress' WHEN 'unsure' THEN 'unknown'
	    ELSE 'not-done' END
$$;
CREATE FUNCTION fhir_communication(m message) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Communication', 'id', m.id::text,
		'identifier', CASE WHEN m.rapidpro_id IS NOT NULL THEN json_build_array(json_build_object('system', 'urn:aftercare:rapidpro-message', 'value', m.rapidpro_id)) END,
		'status', fhir_message_status(m.state),
		'statusReason', CASE WHEN m.state IN ('failed', 'cancelled') THEN json_build_object('coding', json_build_array(json_build_object(
		    'system', 'http://terminology.hl7.org/CodeSystem/communication-not-done-reason',
		    'code', CASE WHEN m.state = 'cancelled' THEN 'unknown' ELSE CASE delivery_reason(m.state, m.reason) WHEN 'number' THEN 'invalid-phone-number'
		        WHEN 'blocked' THEN 'patient-objection' WHEN 'network' THEN 'recipient-unavailable' WHEN 'late' THEN 'system-error'
		        WHEN 'refused' THEN 'system-error' ELSE 'unknown' END END)),
		    'text', nullif(m.reason, '')) END,
		'category', json_build_array(fhir_coding('urn:aftercare:message-direction', m.direction, CASE m.direction WHEN 'in' THEN 'inbound' ELSE 'outbound' END)),
		'medium', json_build_array(fhir_text(CASE m.kind WHEN 'call' THEN 'Phone call' ELSE 'SMS' END)),
		'subject', fhir_man(m.patient_id, NULL),
		'sent', CASE WHEN m.direction = 'out' THEN fhir_instant(m.sent_at) END, 'received', CASE m.direction WHEN 'in' THEN fhir_instant(m.at)
		    ELSE fhir_instant(m.delivered_at) END,
		'recipient', CASE WHEN m.direction = 'out' AND m.patient_id IS NOT NULL THEN json_build_array(fhir_man(m.patient_id, NULL)) END,
		'sender', CASE m.direction WHEN 'in' THEN fhir_man(m.patient_id, NULL) ELSE fhir_person(m.author_id) END,
		'payload', json_build_array(json_build_object('contentString', m.body))))
$$;

-- Somebody of a case is to be seen somewhere, until he has been.
CREATE FUNCTION fhir_referral_status(r referral) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN r.ended_at IS NULL THEN 'active' WHEN r.seen_at IS NOT NULL THEN 'completed' ELSE 'revoked' END
$$;
CREATE FUNCTION fhir_service_request(r referral) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'ServiceRequest', 'id', r.id::text, 'meta', json_build_object('versionId', r.version::text),
		'status', fhir_referral_status(r), 'intent', 'order',
		'code', fhir_coding('urn:aftercare:referral-kind', r.kind, NULL), 'subject', fhir_man(r.patient_id, r.who),
		'authoredOn', fhir_instant(r.made_at), 'requester', fhir_person(r.made_by),
		'locationReference', CASE WHEN r.seen_place_id IS NOT NULL THEN json_build_array(fhir_place(r.seen_place_id)) END,
		'locationCode', CASE WHEN r.seen_place_id IS NULL AND r.seen_place <> '' THEN json_build_array(fhir_text(r.seen_place)) END,
		'note', CASE WHEN r.note <> '' THEN json_build_array(fhir_text(r.note)) END))
$$;
-- What a programme follows up: the procedure of its first day.
CREATE FUNCTION fhir_procedure(e enrolment) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Procedure', 'id', e.id::text, 'status', 'completed',
		'code', fhir_coding('urn:aftercare:workflow', e.workflow, nullif(e.method, '')), 'subject', fhir_man(e.patient_id, NULL),
		'performedDateTime', e.anchor_date, 'location', fhir_place(e.place_id)))
$$;

DO $$
DECLARE f text;
BEGIN
	FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
	    AND (p.proname LIKE 'fhir\_%' OR p.proname IN ('task_version_now', 'task_as_of')) LOOP
		EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aftercare_site', f);
	END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION delivery_reason(text, text) TO aftercare_site;
