-- Who was told what, and when, of every attempt: it outlives what was told and whoever was told it, and is the administrator's to read
-- (docs/fhir.md, AuditEvent).
CREATE SEQUENCE attempt_id;
GRANT USAGE ON SEQUENCE attempt_id TO aftercare_worker;

-- Each time that something left for a subscription; the outcome is R4's: 0 it was taken, 4 it was not, or nobody knows, 8 it is over.
CREATE TABLE subscription_attempt (
	event_id	bigint NOT NULL,
	attempt		integer NOT NULL,
	at		timestamptz NOT NULL,
	answered_at	timestamptz,
	words		text NOT NULL DEFAULT '',
	id		bigint NOT NULL DEFAULT nextval('attempt_id') UNIQUE,
	outcome		smallint NOT NULL DEFAULT 4 CHECK (outcome IN (0, 4, 8)),
	changed_at	timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(answered_at, at)) STORED,
	kind		text NOT NULL,			-- as of subscription_event
	user_id		bigint NOT NULL,		-- the client
	subscription_id	bigint NOT NULL,
	url		text NOT NULL,
	task_id		bigint,				-- and whom it was about, then
	version		bigint,
	patient_id	bigint,
	PRIMARY KEY (event_id, attempt)
);
CREATE INDEX subscription_attempt_changed ON subscription_attempt (changed_at, id);
CREATE INDEX subscription_attempt_at ON subscription_attempt (at);
CREATE INDEX subscription_attempt_task ON subscription_attempt (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX subscription_attempt_patient ON subscription_attempt (patient_id) WHERE patient_id IS NOT NULL;
ALTER TABLE subscription_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON subscription_attempt TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON subscription_attempt FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin' OR user_id = (SELECT my_id()));
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription_attempt TO aftercare_worker;
GRANT SELECT ON subscription_attempt TO aftercare_site;

-- The same of a push.
ALTER TABLE outbound_attempt DROP CONSTRAINT outbound_attempt_event_id_fkey,
	ADD id		bigint NOT NULL DEFAULT nextval('attempt_id') UNIQUE,
	ADD outcome	smallint NOT NULL DEFAULT 4 CHECK (outcome IN (0, 4, 8)),
	ADD changed_at	timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(answered_at, at)) STORED,
	ADD push	text NOT NULL DEFAULT '',	-- its name
	ADD url		text NOT NULL DEFAULT '',
	ADD doc		text NOT NULL DEFAULT '',
	ADD patient_id	bigint;				-- whom it was about; NULL: a conversation that is nobody's
UPDATE outbound_attempt a SET push = p.name, url = p.url, doc = e.doc, patient_id = CASE WHEN e.subject > 0 THEN e.subject END,
       outcome = CASE WHEN e.state = 'done' AND e.attempt = a.attempt THEN 0 WHEN e.state = 'dead' AND e.attempt = a.attempt THEN 8 ELSE 4 END
  FROM outbound_event e JOIN outbound_push p ON p.id = e.push_id WHERE e.id = a.event_id;
CREATE INDEX outbound_attempt_changed ON outbound_attempt (changed_at, id);
CREATE INDEX outbound_attempt_at ON outbound_attempt (at);
CREATE INDEX outbound_attempt_patient ON outbound_attempt (patient_id) WHERE patient_id IS NOT NULL;
GRANT DELETE ON outbound_attempt TO aftercare_worker;

-- Both, as they are read.
CREATE VIEW told WITH (security_invoker = true) AS
SELECT id, at, answered_at, changed_at, outcome, words, kind, user_id, subscription_id, task_id, version, patient_id, ''::text AS push, url, ''::text AS doc
  FROM subscription_attempt
UNION ALL
SELECT id, at, answered_at, changed_at, outcome, words, 'push', NULL, NULL, NULL, NULL, patient_id, push, url, doc
  FROM outbound_attempt;
GRANT SELECT ON told TO aftercare_site;

CREATE FUNCTION fhir_audit_event(t told) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'AuditEvent', 'id', t.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(t.changed_at)),
		'type', json_build_object('system', 'http://terminology.hl7.org/CodeSystem/audit-event-type', 'code', 'rest', 'display', 'RESTful Operation'),
		'subtype', json_build_array(json_build_object('system', 'urn:aftercare:told', 'code', t.kind)),
		'action', 'R', 'period', json_build_object('start', fhir_instant(t.at), 'end', fhir_instant(t.answered_at)),
		'recorded', fhir_instant(t.at), 'outcome', t.outcome::text,
		'outcomeDesc', CASE WHEN t.answered_at IS NULL THEN 'no answer: it is on its way, or nobody knows whether it has arrived' ELSE nullif(t.words, '') END,
		'agent', json_build_array(
		    json_build_object('type', json_build_object('coding', json_build_array(json_build_object('system', 'http://dicom.nema.org/resources/ontology/DCM',
		        'code', '110153', 'display', 'Source Role ID'))), 'who', json_build_object('display', 'Aftercare'), 'requestor', true),
		    json_build_object('type', json_build_object('coding', json_build_array(json_build_object('system', 'http://dicom.nema.org/resources/ontology/DCM',
		        'code', '110152', 'display', 'Destination Role ID'))),
		        'who', CASE WHEN t.user_id IS NULL THEN json_build_object('display', t.push) ELSE coalesce(fhir_person(t.user_id),
		            json_build_object('reference', 'Device/' || t.user_id)) END,
		        'requestor', false, 'network', json_build_object('address', t.url, 'type', '5'))),
		'source', json_build_object('observer', json_build_object('display', 'Aftercare'), 'type', json_build_array(json_build_object(
		    'system', 'http://terminology.hl7.org/CodeSystem/security-source-type', 'code', '4', 'display', 'Application Server'))),
		'entity', (SELECT json_agg(json_build_object('what', CASE WHEN e.reference IS NOT NULL THEN json_build_object('reference', e.reference) END,
		        'type', json_build_object('system', 'http://terminology.hl7.org/CodeSystem/audit-entity-type', 'code', e.type),
		        'role', CASE WHEN e.role <> '' THEN json_build_object('system', 'http://terminology.hl7.org/CodeSystem/object-role', 'code', e.role) END,
		        'name', e.name) ORDER BY e.n)
		    FROM (VALUES (1, 'Task/' || t.task_id || '/_history/' || t.version, '2', '4', NULL), (2, 'Patient/' || t.patient_id, '1', '1', NULL),
		        (3, 'Subscription/' || t.subscription_id, '2', '', NULL), (4, NULL, '2', '3', nullif(t.doc, ''))) e (n, reference, type, role, name)
		   WHERE e.reference IS NOT NULL OR e.name IS NOT NULL)))
$$;
REVOKE EXECUTE ON FUNCTION fhir_audit_event(told) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir_audit_event(told) TO aftercare_site;
