-- Which report has finished a task, and which task it follows from: kept with it, so that a version goes on to be as it was shown.  What
-- there was before this has neither.  A task that was opened again still ended when it did in the versions before.
ALTER TABLE task ADD report_id bigint, -- 0 in "was": there was none
	ADD part_of	bigint;
CREATE INDEX task_part_of ON task (part_of) WHERE part_of IS NOT NULL;
ALTER TABLE subscription ADD parts bigint[] NOT NULL DEFAULT '{}', ADD part_is text NOT NULL DEFAULT '';

-- The one that was filled in for it, and counts.
CREATE FUNCTION task_report(which bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT max(r.id) FROM report r
	 WHERE r.task_id = which AND r.parent_id IS NULL AND r.state = 'final' AND r.form_version_id IS NOT NULL
$$;
-- A case that a task's outcome has made, what is to be done of a case, and what a rule makes of what came of a task.
CREATE FUNCTION task_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	cause constant text := split_part(coalesce(NEW.emission, ''), '~', 1);
	of_ bigint := coalesce((regexp_match(NEW.source, '^(?:escalation:task|handed-back|referral):(\d{1,18})(?::|$)'))[1],
	    (regexp_match(cause, '^(?:outcome|visit|decision)-(\d{1,18})(?:-|$)'))[1])::bigint;
BEGIN
	IF of_ IS NULL AND cause <> '' THEN
		SELECT r.task_id INTO of_ FROM report r WHERE r.doc_id = cause;
	END IF;
	SELECT t.id INTO NEW.part_of FROM task t WHERE t.id = of_;
	RETURN NEW;
END $$;
CREATE TRIGGER task_follows BEFORE INSERT ON task FOR EACH ROW
WHEN (NEW.emission IS NOT NULL OR NEW.source ~ '^(escalation:task|handed-back|referral):') EXECUTE FUNCTION task_follows();
REVOKE EXECUTE ON FUNCTION task_report(bigint), task_follows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION task_report(bigint) TO aftercare_site, aftercare_worker, aftercare_rules;

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
			NEW.report_id := CASE NEW.status WHEN 'completed' THEN task_report(NEW.id) END;
		ELSIF OLD.status = ANY (closed) THEN
			NEW.closed_at := NULL;
			NEW.closed_by := NULL;
			NEW.outcome := '';
			NEW.outcome_note := '';
			NEW.report_id := NULL;
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
	    'patient_id', CASE WHEN NEW.event = 'linked' AND NEW.patient_id IS DISTINCT FROM OLD.patient_id THEN coalesce(OLD.patient_id, 0) END,
	    'report_id', CASE WHEN NEW.report_id IS DISTINCT FROM OLD.report_id THEN coalesce(OLD.report_id, 0) END,
	    'closed_at', CASE WHEN NEW.closed_at IS NULL THEN OLD.closed_at END,
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

CREATE OR REPLACE FUNCTION fhir_task(t task, version bigint, at timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
	RETURN (SELECT json_strip_nulls(json_build_object('resourceType', 'Task', 'id', t.id::text,
		'meta', json_build_object('versionId', version::text, 'lastUpdated', fhir_instant(at)),
		'identifier', (SELECT json_agg(json_build_object('system', nullif(i.system, ''), 'value', i.value) ORDER BY i.n)
		    FROM (SELECT 0, 'urn:aftercare:task', t.source UNION ALL
		          SELECT n, system, value FROM task_identifier WHERE task_id = t.id) i (n, system, value)),
		'basedOn', CASE WHEN asked.id IS NOT NULL THEN json_build_array(asked.reference) END,
		'partOf', CASE WHEN t.part_of IS NOT NULL THEN json_build_array(json_build_object('reference', 'Task/' || t.part_of)) END,
		'status', t.status, 'statusReason', fhir_text(t.status_reason),
		'businessStatus', CASE WHEN t.status = 'completed' THEN fhir_coding('urn:aftercare:outcome', t.outcome, NULL) END,
		'intent', 'order', 'priority', (ARRAY['stat', 'asap', 'urgent', 'routine'])[t.priority],
		'code', CASE WHEN asked.id IS NOT NULL THEN json_build_object('coding', json_build_array(
		        json_build_object('system', 'urn:aftercare:task-kind', 'code', t.kind),
		        json_build_object('system', 'http://hl7.org/fhir/CodeSystem/task-code', 'code', 'fulfill')), 'text', nullif(t.words, ''))
		    ELSE fhir_coding('urn:aftercare:task-kind', t.kind, CASE t.kind WHEN 'free' THEN nullif(t.words, '')
		    WHEN 'problem' THEN 'Possible problem' WHEN 'trace' THEN 'Look for a silent client' WHEN 'who' THEN 'Find out who wrote'
		    WHEN 'number' THEN 'Correct a phone number' WHEN 'visit' THEN 'See a client at the facility' WHEN 'call' THEN 'Call a client back'
		    WHEN 'handed-back' THEN 'Look after a client of a case' WHEN 'escalation' THEN 'Decide a case'
		    WHEN 'screening' THEN 'Look into a positive answer'
		    ELSE t.rule END) END,
		'description', nullif(t.words, ''),
		'focus', coalesce(asked.reference, (SELECT json_build_object('reference', 'Communication/' || x.message_id) FROM escalation x
		    WHERE t.kind = 'escalation' AND x.task_id = t.id AND x.message_id IS NOT NULL)),
		'for', fhir_man(t.patient_id, t.who),
		'executionPeriod', CASE WHEN (t.started_at <= at AND t.status NOT IN ('draft', 'requested', 'ready')) OR (t.status IN ('completed', 'failed') AND t.closed_at IS NOT NULL)
		    THEN json_build_object('start', CASE WHEN t.started_at <= coalesce(t.closed_at, at) THEN fhir_instant(t.started_at) END,
		    'end', CASE WHEN t.status IN ('completed', 'failed') THEN fhir_instant(t.closed_at) END) END,
		'authoredOn', fhir_instant(t.created_at), 'lastModified', fhir_instant(greatest(at, t.created_at)),
		'requester', fhir_person(t.created_by),
		'performerType', json_build_array(fhir_coding('urn:aftercare:role', t.performer, NULL)),
		'owner', fhir_person(t.owner_id), 'location', fhir_place(nullif(t.place_id, 0)),
		'note', CASE WHEN t.status = 'completed' AND t.outcome_note <> '' THEN json_build_array(fhir_text(t.outcome_note)) END,
		'restriction', json_build_object('period', json_build_object('start', CASE WHEN t.starts_at <= t.due_at THEN fhir_instant(t.starts_at) END,
		    'end', fhir_instant(t.due_at))),
		'output', CASE WHEN t.status = 'completed' AND (asked.id IS NOT NULL OR t.report_id > 0) THEN (SELECT json_agg(o.part) FROM (
		    SELECT json_build_object('type', fhir_text('What came of it'), 'valueCodeableConcept', fhir_coding('urn:aftercare:outcome', t.outcome, NULL))
		     WHERE asked.id IS NOT NULL AND t.outcome <> ''
		    UNION ALL
		    SELECT json_build_object('type', fhir_text('Note'), 'valueString', t.outcome_note) WHERE asked.id IS NOT NULL AND t.outcome_note <> ''
		    UNION ALL
		    SELECT json_build_object('type', fhir_coding('urn:aftercare:output', 'report', 'Report'),
		        'valueReference', json_build_object('reference', 'QuestionnaireResponse/' || t.report_id)) WHERE t.report_id > 0) o (part)) END))
	  FROM (SELECT) one
	  LEFT JOIN LATERAL (SELECT s.id, json_build_object('reference', 'ServiceRequest/' || s.id) AS reference FROM service_request s
	    WHERE t.kind = 'free' AND s.task_id = t.id) asked ON true);
END $$;
