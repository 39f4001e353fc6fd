-- What others ask of us (docs/fhir.md, "Referrals"): a ServiceRequest from outside, and the task that it became.
CREATE TABLE service_request (
	id		bigint PRIMARY KEY DEFAULT nextval('referral_id_seq'), -- with referrals: both are ServiceRequest to others
	task_id		bigint NOT NULL UNIQUE REFERENCES task ON DELETE CASCADE,
	client_id	bigint NOT NULL REFERENCES app_user,	-- which program brought it
	-- As it came, without what we say of it: id, meta, status and whom it is about, once that is known.
	resource	jsonb NOT NULL CHECK (jsonb_typeof(resource) = 'object'),
	keys		text[] NOT NULL,		-- its identifiers: "system|value", and each once more as "*|value"
	asker		text NOT NULL CHECK (length(asker) <= 200),	-- who asks, in its words
	reason		text NOT NULL CHECK (length(reason) <= 1000),	-- why
	note		text NOT NULL CHECK (length(note) <= 2000),	-- what else is to be known
	person		text NOT NULL CHECK (length(person) <= 300),	-- who it is about, if he is no client of ours
	tasked		boolean NOT NULL DEFAULT false,	-- a Task of it came, too
	seen_at		timestamptz			-- whoever had the task has seen that it is not wanted any more
);
CREATE INDEX service_request_keys ON service_request USING gin (keys);
CREATE INDEX service_request_client ON service_request (client_id, id);
ALTER TABLE service_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_request FORCE ROW LEVEL SECURITY;
-- As of the task: a man who moves takes what was asked for him along.  It is changed by the program that brought it.
CREATE POLICY site ON service_request FOR SELECT TO aftercare_site USING (EXISTS (SELECT FROM task t WHERE t.id = task_id));
CREATE POLICY made ON service_request FOR INSERT TO aftercare_site
	WITH CHECK (client_id = (SELECT my_id()) AND EXISTS (SELECT FROM task t WHERE t.id = task_id));
CREATE POLICY own ON service_request FOR UPDATE TO aftercare_site USING (client_id = (SELECT my_id())) WITH CHECK (client_id = (SELECT my_id()));
GRANT SELECT, INSERT ON service_request TO aftercare_site;
GRANT UPDATE (resource, keys, asker, reason, note, tasked) ON service_request TO aftercare_site;
GRANT USAGE ON SEQUENCE referral_id_seq TO aftercare_site;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OF resource OR DELETE ON service_request FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Whoever had it has seen what became of it.
CREATE FUNCTION service_request_seen(which bigint, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE service_request s SET seen_at = at FROM task t
	 WHERE s.task_id = which AND t.id = which AND t.owner_id = my_id() AND NOT t.open AND s.seen_at IS NULL
$$;

-- It lasts as long as its task; who refuses it, or takes it back, says why.
CREATE FUNCTION fhir_request_status(task_status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN task_status IN ('completed', 'entered-in-error') THEN task_status
	    WHEN task_status IN ('rejected', 'cancelled', 'failed') THEN 'revoked' ELSE 'active' END
$$;
CREATE FUNCTION fhir_request(s service_request, t task) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (jsonb_build_object('resourceType', 'ServiceRequest', 'id', s.id::text,
		'meta', jsonb_build_object('versionId', task_version_now(t.id)::text, 'lastUpdated', fhir_instant(t.changed_at)))
	    || s.resource || jsonb_strip_nulls(jsonb_build_object('status', fhir_request_status(t.status),
		'subject', fhir_man(t.patient_id, t.who),
		'locationReference', json_build_array(fhir_place(t.place_id)),
		'extension', (SELECT jsonb_agg(e ORDER BY n) FROM (
		    SELECT e, n FROM jsonb_array_elements(s.resource -> 'extension') WITH ORDINALITY x (e, n)
		    UNION ALL
		    SELECT jsonb_build_object('url', 'http://hl7.org/fhir/StructureDefinition/request-statusReason',
			'valueCodeableConcept', jsonb_build_object('text', t.status_reason)), 1000
		     WHERE t.status IN ('rejected', 'cancelled', 'failed', 'entered-in-error') AND t.status_reason <> '') every))))::json
$$;

-- A task of a request points to it, and tells it what came of it.  In PL/pgSQL it is planned once in a session, and
-- not anew for each task of a list: that took 2 ms of each.
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
		'executionPeriod', CASE WHEN (t.started_at <= at AND t.status NOT IN ('draft', 'requested', 'ready')) OR t.status IN ('completed', 'failed')
		    THEN json_build_object('start', CASE WHEN t.started_at <= coalesce(t.closed_at, at) THEN fhir_instant(t.started_at) END,
		    'end', CASE WHEN t.status IN ('completed', 'failed') THEN fhir_instant(t.closed_at) END) END,
		'authoredOn', fhir_instant(t.created_at), 'lastModified', fhir_instant(greatest(at, t.created_at)),
		'requester', fhir_person(t.created_by),
		'performerType', json_build_array(fhir_coding('urn:aftercare:role', t.performer, NULL)),
		'owner', fhir_person(t.owner_id), 'location', fhir_place(nullif(t.place_id, 0)),
		'note', CASE WHEN t.status = 'completed' AND t.outcome_note <> '' THEN json_build_array(fhir_text(t.outcome_note)) END,
		'restriction', json_build_object('period', json_build_object('start', CASE WHEN t.starts_at <= t.due_at THEN fhir_instant(t.starts_at) END,
		    'end', fhir_instant(t.due_at))),
		'output', CASE WHEN asked.id IS NOT NULL AND t.status = 'completed' THEN (SELECT json_agg(o.part) FROM (
		    SELECT json_build_object('type', fhir_text('What came of it'), 'valueCodeableConcept', fhir_coding('urn:aftercare:outcome', t.outcome, NULL))
		     WHERE t.outcome <> ''
		    UNION ALL
		    SELECT json_build_object('type', fhir_text('Note'), 'valueString', t.outcome_note) WHERE t.outcome_note <> '') o (part)) END))
	  FROM (SELECT) one
	  LEFT JOIN LATERAL (SELECT s.id, json_build_object('reference', 'ServiceRequest/' || s.id) AS reference FROM service_request s
	    WHERE t.kind = 'free' AND s.task_id = t.id) asked ON true);
END $$;

-- Whom a search asks for by what its tasks are about: above 0 a ServiceRequest, below a Communication.
ALTER TABLE subscription ADD focuses bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX escalation_message ON escalation (message_id) WHERE message_id IS NOT NULL;


-- What happened last to somebody who is to be seen elsewhere.
CREATE FUNCTION fhir_referral_changed(r referral) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
$$ SELECT greatest(r.made_at, r.man_told_at, r.place_told_at, r.missed_at, r.told_at, r.visit_checked, r.ended_at) $$;
CREATE OR REPLACE FUNCTION fhir_service_request(r referral) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'ServiceRequest', 'id', r.id::text,
		'meta', json_build_object('versionId', r.version::text, 'lastUpdated', fhir_instant(fhir_referral_changed(r))),
		'status', fhir_referral_status(r), 'intent', 'order',
		'code', fhir_coding('urn:aftercare:referral-kind', r.kind, NULL), 'subject', fhir_man(r.patient_id, r.who),
		'authoredOn', fhir_instant(r.made_at), 'requester', fhir_person(r.made_by),
		'locationReference', CASE WHEN r.seen_place_id IS NOT NULL THEN json_build_array(fhir_place(r.seen_place_id)) END,
		'locationCode', CASE WHEN r.seen_place_id IS NULL AND r.seen_place <> '' THEN json_build_array(fhir_text(r.seen_place)) END,
		'note', CASE WHEN r.note <> '' THEN json_build_array(fhir_text(r.note)) END))
$$;

-- From when to when somebody was at work on a task, held against "ge 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z": of those with
-- commas between one will do, and of an array each has to.  "none" and "any" ask whether there is one at all.  A stretch that has
-- no end yet is equal to none.
CREATE FUNCTION fhir_period_fits(t task, periods text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(bool_and(CASE c.condition WHEN 'none' THEN NOT p.there WHEN 'any' THEN p.there ELSE p.there AND (
		SELECT bool_or(CASE o.op WHEN 'eq' THEN v.within WHEN 'ne' THEN NOT v.within
		    WHEN 'gt' THEN coalesce(p.ends >= o.until, true) WHEN 'lt' THEN coalesce(p.begins < o.at, true)
		    WHEN 'ge' THEN coalesce(p.ends >= o.until, true) OR v.within WHEN 'le' THEN coalesce(p.begins < o.at, true) OR v.within
		    WHEN 'sa' THEN coalesce(p.begins >= o.until, false) WHEN 'eb' THEN coalesce(p.ends < o.at, false)
		    ELSE coalesce(p.begins < o.until, true) AND coalesce(p.ends >= o.at, true) END)
		  FROM unnest(string_to_array(c.condition, ',')) one
		 CROSS JOIN LATERAL (SELECT split_part(one, ' ', 1) AS op, split_part(one, ' ', 2)::timestamptz AS at, split_part(one, ' ', 3)::timestamptz AS until) o
		 CROSS JOIN LATERAL (SELECT coalesce(p.begins >= o.at AND p.ends < o.until, false) AS within) v) END), true)
	  FROM unnest(periods) c (condition)
	 CROSS JOIN LATERAL (SELECT
		(t.started_at IS NOT NULL AND t.status NOT IN ('draft', 'requested', 'ready')) OR t.status IN ('completed', 'failed') AS there,
		CASE WHEN t.started_at <= coalesce(t.closed_at, t.changed_at) THEN t.started_at END AS begins,
		CASE WHEN t.status IN ('completed', 'failed') THEN t.closed_at END AS ends) p
$$;

REVOKE EXECUTE ON FUNCTION fhir_referral_changed(referral), fhir_period_fits(task, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir_referral_changed(referral), fhir_period_fits(task, text[]) TO aftercare_site;
REVOKE EXECUTE ON FUNCTION service_request_seen(bigint, timestamptz), fhir_request_status(text), fhir_request(service_request, task) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION service_request_seen(bigint, timestamptz), fhir_request_status(text), fhir_request(service_request, task) TO aftercare_site;
