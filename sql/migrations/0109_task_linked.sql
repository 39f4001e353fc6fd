-- Whom a task is about may be said later: its versions before that are still about nobody (0 in "was").
CREATE OR REPLACE FUNCTION task_as_of(t task, line bigint) RETURNS task LANGUAGE sql STABLE AS $$
	SELECT coalesce((
		SELECT jsonb_populate_record(t, of.was || CASE WHEN of.was ->> 'patient_id' = '0' THEN '{"patient_id": null}'::jsonb ELSE '{}' END)
		  FROM (SELECT jsonb_object_agg(of.key, of.value ORDER BY e.id DESC) AS was
			  FROM task_event e
			 CROSS JOIN LATERAL jsonb_each(CASE WHEN e.from_status <> e.to_status THEN '{"status_reason": ""}'::jsonb ELSE '{}' END
				|| coalesce(e.was, '{}') || jsonb_build_object('status', e.from_status, 'owner_id', e.from_owner)) of
			 WHERE e.task_id = t.id AND e.id > line AND e.from_status <> '') of
		 WHERE of.was IS NOT NULL), t)
$$;
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
	    'patient_id', CASE WHEN NEW.event = 'linked' AND NEW.patient_id IS DISTINCT FROM OLD.patient_id THEN coalesce(OLD.patient_id, 0) END,
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

-- Whoever came along as contained is pointed to by nothing once he is a client.
CREATE OR REPLACE FUNCTION fhir_request(s service_request, t task) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (jsonb_build_object('resourceType', 'ServiceRequest', 'id', s.id::text,
		'meta', jsonb_build_object('versionId', task_version_now(t.id)::text, 'lastUpdated', fhir_instant(t.changed_at)))
	    || (s.resource - CASE WHEN t.patient_id IS NOT NULL AND starts_with(s.resource #>> '{subject,reference}', '#') THEN 'contained' ELSE '' END)
	    || jsonb_strip_nulls(jsonb_build_object('status', fhir_request_status(t.status),
		'subject', fhir_man(t.patient_id, t.who),
		'locationReference', json_build_array(fhir_place(t.place_id)),
		'extension', (SELECT jsonb_agg(e ORDER BY n) FROM (
		    SELECT e, n FROM jsonb_array_elements(s.resource -> 'extension') WITH ORDINALITY x (e, n)
		    UNION ALL
		    SELECT jsonb_build_object('url', 'http://hl7.org/fhir/StructureDefinition/request-statusReason',
			'valueCodeableConcept', jsonb_build_object('text', t.status_reason)), 1000
		     WHERE t.status IN ('rejected', 'cancelled', 'failed', 'entered-in-error') AND t.status_reason <> '') every))))::json
$$;
