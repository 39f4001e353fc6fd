-- What programs that were written for the CHT's mediator bring (docs/cht.md): whom they name, and whom they are to be told about.
CREATE TABLE mediator_party (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	client_id	bigint NOT NULL REFERENCES app_user,
	kind		text NOT NULL CHECK (kind IN ('Endpoint', 'Organization', 'Patient')),
	identifier	text NOT NULL CHECK (length(identifier) BETWEEN 1 AND 200), -- its own word
	name		text NOT NULL CHECK (length(name) <= 200),
	target		text NOT NULL CHECK (length(target) <= 500),	-- of an Endpoint its address, of an Organization its Endpoint's identifier
	born		text NOT NULL CHECK (length(born) <= 10),	-- of a Patient
	phone		text NOT NULL CHECK (length(phone) <= 40),
	UNIQUE (client_id, kind, identifier)
);
CREATE TABLE mediator_request (
	request_id	bigint PRIMARY KEY REFERENCES service_request ON DELETE CASCADE,
	client_id	bigint NOT NULL REFERENCES app_user,
	patient		text NOT NULL CHECK (length(patient) BETWEEN 1 AND 200),	-- as it named him
	organization	text NOT NULL CHECK (length(organization) BETWEEN 1 AND 200),	-- who asks
	subscription_id	bigint NOT NULL REFERENCES subscription ON DELETE CASCADE	-- which tells what came of it
);
CREATE INDEX mediator_request_patient ON mediator_request (client_id, patient);
CREATE INDEX mediator_request_subscription ON mediator_request (subscription_id);
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['mediator_party', 'mediator_request'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY own ON %I TO aftercare_site USING (client_id = (SELECT my_id())) WITH CHECK (client_id = (SELECT my_id()))', t);
	END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON mediator_party TO aftercare_site;
GRANT SELECT, INSERT ON mediator_request TO aftercare_site;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON mediator_party FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Such a subscription is told of one request, when it is over, with an Encounter in place of the task.
ALTER TABLE subscription ADD encounter boolean NOT NULL DEFAULT false;

-- What was not as R4 has it and was understood all the same stands in the trail, with what was made of it.
CREATE FUNCTION mediator_mended(what text, which bigint, faults text[], from_address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO audit (at, user_id, action, object, object_id, address, change)
	SELECT business_now(), my_id(), 'mended', $1, $2, $4, jsonb_object_agg('fault ' || n, jsonb_build_array(f, 'mended'))
	  FROM unnest($3) WITH ORDINALITY x (f, n) HAVING count(*) > 0
$$;

CREATE FUNCTION fhir_mediator_party(p mediator_party) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(CASE p.kind
	    WHEN 'Endpoint' THEN json_build_object('resourceType', 'Endpoint', 'id', p.id::text,
		'identifier', json_build_array(json_build_object('value', p.identifier)), 'status', 'active',
		'connectionType', json_build_object('system', 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', 'code', 'hl7-fhir-rest'),
		'name', nullif(p.name, ''), 'payloadType', json_build_array(json_build_object('text', 'Encounter')), 'address', p.target)
	    WHEN 'Organization' THEN json_build_object('resourceType', 'Organization', 'id', p.id::text,
		'identifier', json_build_array(json_build_object('value', p.identifier)), 'name', nullif(p.name, ''))
	    ELSE json_build_object('resourceType', 'Patient', 'id', p.id::text,
		'identifier', json_build_array(json_build_object('value', p.identifier)),
		'name', CASE WHEN p.name <> '' THEN json_build_array(json_build_object('text', p.name)) END,
		'telecom', CASE WHEN p.phone <> '' THEN json_build_array(json_build_object('system', 'phone', 'value', p.phone)) END,
		'birthDate', nullif(p.born, '')) END)
$$;
-- What came of it, as the CHT's form would have told it: he was met, or it was not done and why.
CREATE FUNCTION fhir_encounter(m mediator_request, t task) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Encounter', 'id', m.request_id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(t.changed_at)),
		'identifier', json_build_array(json_build_object('value', m.patient)),
		'status', CASE t.status WHEN 'completed' THEN 'finished' WHEN 'entered-in-error' THEN 'entered-in-error' ELSE 'cancelled' END,
		'class', json_build_object('system', 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
		    'code', CASE t.outcome WHEN 'came' THEN 'AMB' ELSE 'VR' END),
		'type', CASE WHEN t.status = 'completed' AND (t.outcome <> '' OR t.outcome_note <> '') THEN json_build_array(json_strip_nulls(json_build_object(
		    'coding', CASE WHEN t.outcome <> '' THEN json_build_array(json_build_object('system', 'urn:aftercare:outcome', 'code', t.outcome)) END,
		    'text', nullif(t.outcome_note, '')))) END,
		'subject', json_build_object('identifier', json_build_object('value', m.patient)),
		'basedOn', json_build_array(json_build_object('reference', 'ServiceRequest/' || m.request_id)),
		'period', CASE WHEN t.status = 'completed' THEN json_build_object('end', fhir_instant(t.closed_at)) END,
		'reasonCode', CASE WHEN t.status <> 'completed' AND t.status_reason <> '' THEN json_build_array(json_build_object('text', t.status_reason)) END))
$$;
REVOKE EXECUTE ON FUNCTION mediator_mended(text, bigint, text[], text), fhir_mediator_party(mediator_party), fhir_encounter(mediator_request, task) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mediator_mended(text, bigint, text[], text), fhir_mediator_party(mediator_party), fhir_encounter(mediator_request, task)
    TO aftercare_site;
