-- When what others read of a report has last become another, as of other types: also when its task was taken back, which
-- nobody does to the report itself (changed_at is when a person changed it).
ALTER TABLE report ADD updated_at timestamptz NOT NULL DEFAULT business_now();
CREATE INDEX report_updated ON report (updated_at, id);
CREATE FUNCTION report_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := greatest(business_now(), OLD.updated_at);
	RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION report_updated() FROM PUBLIC;
CREATE TRIGGER report_updated BEFORE UPDATE ON report FOR EACH ROW
WHEN ((NEW.version, NEW.state, NEW.patient_id, NEW.task_id) IS DISTINCT FROM (OLD.version, OLD.state, OLD.patient_id, OLD.task_id))
EXECUTE FUNCTION report_updated();

CREATE OR REPLACE FUNCTION fhir_response(r report, b report_brought, number integer) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (jsonb_build_object('resourceType', 'QuestionnaireResponse', 'id', r.id::text,
		'meta', jsonb_build_object('lastUpdated', fhir_instant(r.updated_at)))
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
