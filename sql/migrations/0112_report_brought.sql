-- Reports that other programs bring (docs/fhir.md, "Answers"): what they say of them besides their answers, and under which name.
CREATE TABLE report_brought (
	report_id	bigint PRIMARY KEY REFERENCES report ON DELETE CASCADE,
	client_id	bigint NOT NULL REFERENCES app_user,	-- which program brought it
	system		text NOT NULL,		-- of its identifier; ''
	value		text CHECK (length(system) + length(value) <= 700),	-- of its identifier; NULL: it has none
	resource	jsonb NOT NULL CHECK (jsonb_typeof(resource) = 'object'),	-- as it came, without what we say of it: id and meta
	authored	tstzrange,		-- when it says that it was filled in; NULL: it does not say
	UNIQUE (client_id, system, value)
);
CREATE INDEX report_brought_value ON report_brought (value, system);
ALTER TABLE report_brought ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_brought FORCE ROW LEVEL SECURITY;
-- As of the report.  It is written once.
CREATE POLICY site ON report_brought FOR SELECT TO aftercare_site USING (EXISTS (SELECT FROM report r WHERE r.id = report_id));
CREATE POLICY made ON report_brought FOR INSERT TO aftercare_site
	WITH CHECK (client_id = (SELECT my_id()) AND EXISTS (SELECT FROM report r WHERE r.id = report_id));
GRANT SELECT, INSERT ON report_brought TO aftercare_site;

-- Whose task was taken back is not to be gone by; what was changed on the page says so.
CREATE FUNCTION fhir_response_status(r report, b report_brought) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN r.state = 'withdrawn' THEN 'entered-in-error' WHEN r.version > 1 THEN 'amended'
	    ELSE coalesce(b.resource ->> 'status', 'completed') END
$$;
CREATE FUNCTION fhir_response(r report, b report_brought, number integer) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (jsonb_build_object('resourceType', 'QuestionnaireResponse', 'id', r.id::text)
	    || coalesce(b.resource - '{item,extension}'::text[], '{}')
	    || jsonb_strip_nulls(jsonb_build_object(
		'questionnaire', 'urn:aftercare:questionnaire:' || r.form || '|' || number,
		'status', fhir_response_status(r, b),
		'subject', fhir_man(r.patient_id, NULL),
		'authored', coalesce(b.resource ->> 'authored', fhir_instant(r.reported_at)),
		'author', coalesce(b.resource -> 'author', fhir_person(r.reported_by)::jsonb),
		'extension', (SELECT jsonb_agg(e ORDER BY n) FROM (
		    SELECT e, n FROM jsonb_array_elements(b.resource -> 'extension') WITH ORDINALITY x (e, n)
		     WHERE e ->> 'url' <> 'urn:aftercare:task'
		    UNION ALL
		    SELECT jsonb_build_object('url', 'urn:aftercare:task', 'valueReference', jsonb_build_object('reference', 'Task/' || r.task_id)), 1000
		     WHERE r.task_id IS NOT NULL) every))))::json
$$;
REVOKE EXECUTE ON FUNCTION fhir_response_status(report, report_brought), fhir_response(report, report_brought, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir_response_status(report, report_brought), fhir_response(report, report_brought, integer) TO aftercare_site;
