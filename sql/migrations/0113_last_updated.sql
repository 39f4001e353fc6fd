-- When what others read of a resource has last become another: of all types, as it was kept of tasks, requests and
-- subscriptions alone.  Of what there was before, it is the moment of this upgrade, which shows it for the first time.
ALTER TABLE place ADD changed_at timestamptz NOT NULL DEFAULT business_now();
ALTER TABLE app_user ADD changed_at timestamptz NOT NULL DEFAULT business_now();
ALTER TABLE patient ADD changed_at timestamptz NOT NULL DEFAULT business_now();
ALTER TABLE enrolment ADD changed_at timestamptz NOT NULL DEFAULT business_now();
ALTER TABLE message ADD changed_at timestamptz NOT NULL DEFAULT business_now();
CREATE INDEX patient_changed ON patient (changed_at, id);
CREATE INDEX enrolment_changed ON enrolment (changed_at, id);
CREATE INDEX message_changed ON message (changed_at, id);
GRANT SELECT (changed_at) ON app_user TO aftercare_site;

CREATE FUNCTION changed_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.changed_at := greatest(business_now(), OLD.changed_at);
	RETURN NEW;
END $$;
CREATE TRIGGER changed_now BEFORE UPDATE ON place FOR EACH ROW
WHEN ((NEW.version, NEW.name, NEW.kind, NEW.active, NEW.parent_id, NEW.emergency_phone)
    IS DISTINCT FROM (OLD.version, OLD.name, OLD.kind, OLD.active, OLD.parent_id, OLD.emergency_phone))
EXECUTE FUNCTION changed_now();
CREATE TRIGGER changed_now BEFORE UPDATE ON app_user FOR EACH ROW
WHEN ((NEW.name, NEW.role, NEW.active) IS DISTINCT FROM (OLD.name, OLD.role, OLD.active)) EXECUTE FUNCTION changed_now();
CREATE TRIGGER changed_now BEFORE UPDATE ON patient FOR EACH ROW
WHEN ((NEW.version, NEW.place_id, NEW.number, NEW.given_name, NEW.family_name, NEW.sex, NEW.birth_date, NEW.birth_estimated, NEW.language,
    NEW.phone_id, NEW.phone2_id, NEW.guardian_name, NEW.guardian_relation, NEW.died_on)
    IS DISTINCT FROM (OLD.version, OLD.place_id, OLD.number, OLD.given_name, OLD.family_name, OLD.sex, OLD.birth_date, OLD.birth_estimated, OLD.language,
    OLD.phone_id, OLD.phone2_id, OLD.guardian_name, OLD.guardian_relation, OLD.died_on))
EXECUTE FUNCTION changed_now();
CREATE TRIGGER changed_now BEFORE UPDATE ON enrolment FOR EACH ROW
WHEN ((NEW.workflow, NEW.method, NEW.patient_id, NEW.anchor_date, NEW.place_id)
    IS DISTINCT FROM (OLD.workflow, OLD.method, OLD.patient_id, OLD.anchor_date, OLD.place_id))
EXECUTE FUNCTION changed_now();
CREATE TRIGGER changed_now BEFORE UPDATE ON message FOR EACH ROW
WHEN ((NEW.rapidpro_id, NEW.state, NEW.reason, NEW.direction, NEW.kind, NEW.patient_id, NEW.sent_at, NEW.at, NEW.delivered_at, NEW.author_id, NEW.body)
    IS DISTINCT FROM (OLD.rapidpro_id, OLD.state, OLD.reason, OLD.direction, OLD.kind, OLD.patient_id, OLD.sent_at, OLD.at, OLD.delivered_at, OLD.author_id,
    OLD.body))
EXECUTE FUNCTION changed_now();

-- Where somebody has her role is a part of it.
CREATE FUNCTION user_place_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE app_user SET changed_at = greatest(business_now(), changed_at) WHERE id = coalesce(NEW.user_id, OLD.user_id);
	RETURN NULL;
END $$;
CREATE TRIGGER user_place_changed AFTER INSERT OR UPDATE OR DELETE ON user_place FOR EACH ROW EXECUTE FUNCTION user_place_changed();
REVOKE EXECUTE ON FUNCTION changed_now(), user_place_changed() FROM PUBLIC;

CREATE OR REPLACE FUNCTION fhir_patient(p patient) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Patient', 'id', p.id::text,
		'meta', json_build_object('versionId', p.version::text, 'lastUpdated', fhir_instant(p.changed_at)),
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
CREATE OR REPLACE FUNCTION fhir_organization(p place) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Organization', 'id', p.id::text,
		'meta', json_build_object('versionId', p.version::text, 'lastUpdated', fhir_instant(p.changed_at)),
		'active', p.active, 'type', json_build_array(fhir_coding('urn:aftercare:place-kind', p.kind, NULL)), 'name', p.name,
		'telecom', CASE WHEN p.emergency_phone <> '' THEN json_build_array(json_build_object('system', 'phone', 'value', p.emergency_phone)) END,
		'partOf', CASE WHEN p.parent_id IS NOT NULL THEN json_build_object('reference', 'Organization/' || p.parent_id) END))
$$;
CREATE OR REPLACE FUNCTION fhir_location(p place) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Location', 'id', p.id::text,
		'meta', json_build_object('versionId', p.version::text, 'lastUpdated', fhir_instant(p.changed_at)),
		'status', CASE WHEN p.active THEN 'active' ELSE 'inactive' END, 'name', p.name, 'mode', 'instance',
		'managingOrganization', json_build_object('reference', 'Organization/' || p.id),
		'partOf', CASE WHEN p.parent_id IS NOT NULL THEN json_build_object('reference', 'Location/' || p.parent_id) END))
$$;
CREATE OR REPLACE FUNCTION fhir_communication(m message) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Communication', 'id', m.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(m.changed_at)),
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
CREATE OR REPLACE FUNCTION fhir_procedure(e enrolment) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Procedure', 'id', e.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(e.changed_at)), 'status', 'completed',
		'code', fhir_coding('urn:aftercare:workflow', e.workflow, nullif(e.method, '')), 'subject', fhir_man(e.patient_id, NULL),
		'performedDateTime', e.anchor_date, 'location', fhir_place(e.place_id)))
$$;

DROP FUNCTION fhir_practitioner(bigint, text, boolean);
CREATE FUNCTION fhir_practitioner(u_id bigint, u_name text, u_active boolean, u_changed timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('resourceType', 'Practitioner', 'id', u_id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(u_changed)), 'active', u_active, 'name', json_build_array(fhir_text(u_name)))
$$;
DROP FUNCTION fhir_practitioner_role(bigint, text, text, boolean);
CREATE FUNCTION fhir_practitioner_role(u_id bigint, u_name text, u_role text, u_active boolean, u_changed timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'PractitionerRole', 'id', u_id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(u_changed)), 'active', u_active,
		'practitioner', json_build_object('reference', 'Practitioner/' || u_id, 'display', u_name),
		'organization', (SELECT json_build_object('reference', 'Organization/' || min(p.place_id)) FROM user_place p WHERE p.user_id = u_id HAVING count(*) = 1),
		'code', json_build_array(fhir_coding('urn:aftercare:role', u_role, NULL)),
		'location', (SELECT json_agg(fhir_place(p.place_id) ORDER BY p.place_id) FROM user_place p WHERE p.user_id = u_id)))
$$;
DROP FUNCTION fhir_device(bigint, text, boolean);
CREATE FUNCTION fhir_device(u_id bigint, u_name text, u_active boolean, u_changed timestamptz) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('resourceType', 'Device', 'id', u_id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(u_changed)), 'status', CASE WHEN u_active THEN 'active' ELSE 'inactive' END,
	    'deviceName', json_build_array(json_build_object('name', u_name, 'type', 'user-friendly-name')))
$$;

REVOKE EXECUTE ON FUNCTION fhir_practitioner(bigint, text, boolean, timestamptz), fhir_practitioner_role(bigint, text, text, boolean, timestamptz),
    fhir_device(bigint, text, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir_practitioner(bigint, text, boolean, timestamptz), fhir_practitioner_role(bigint, text, text, boolean, timestamptz),
    fhir_device(bigint, text, boolean, timestamptz) TO aftercare_site;

-- A task of what others ask has the code of that, too: whoever asked for its kind is told of it as before.
UPDATE subscription SET kinds = kinds || '{fulfill}' WHERE 'free' = ANY (kinds);

-- Whether what is from one moment to another meets all conditions on when it is; of one that has no such end there is none.
CREATE FUNCTION fhir_range_fits(there boolean, begins timestamptz, ends timestamptz, periods text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(bool_and(CASE c.condition WHEN 'none' THEN NOT there WHEN 'any' THEN there ELSE there AND (
		SELECT bool_or(CASE o.op WHEN 'eq' THEN v.within WHEN 'ne' THEN NOT v.within
		    WHEN 'gt' THEN coalesce(ends >= o.until, true) WHEN 'lt' THEN coalesce(begins < o.at, true)
		    WHEN 'ge' THEN coalesce(ends >= o.until, true) OR v.within WHEN 'le' THEN coalesce(begins < o.at, true) OR v.within
		    WHEN 'sa' THEN coalesce(begins >= o.until, false) WHEN 'eb' THEN coalesce(ends < o.at, false)
		    ELSE coalesce(begins < o.until, true) AND coalesce(ends >= o.at, true) END)
		  FROM unnest(string_to_array(c.condition, ',')) one
		 CROSS JOIN LATERAL (SELECT split_part(one, ' ', 1) AS op, split_part(one, ' ', 2)::timestamptz AS at, split_part(one, ' ', 3)::timestamptz AS until) o
		 CROSS JOIN LATERAL (SELECT coalesce(begins >= o.at AND ends < o.until, false) AS within) v) END), true)
	  FROM unnest(periods) c (condition)
$$;
-- A day, or of a birth that was told as an age the year, is all of it.
CREATE FUNCTION fhir_day_fits(day date, is_year boolean, periods text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT fhir_range_fits(true, d.begins AT TIME ZONE 'UTC',
	    (d.begins + CASE WHEN is_year THEN interval '1 year' ELSE interval '1 day' END) AT TIME ZONE 'UTC' - interval '1 microsecond', periods)
	  FROM (SELECT CASE WHEN is_year THEN date_trunc('year', day::timestamp) ELSE day::timestamp END AS begins) d
$$;
-- A date or a time as others wrote it is from its first moment to before its last, by how much of it is written.
CREATE FUNCTION fhir_moment_fits(moment text, periods text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT fhir_range_fits(moment IS NOT NULL, d.begins AT TIME ZONE 'UTC', (d.begins + d.lasts) AT TIME ZONE 'UTC' - interval '1 microsecond', periods)
	  FROM (SELECT CASE length(moment) WHEN 4 THEN (moment || '-01-01')::timestamp WHEN 7 THEN (moment || '-01')::timestamp WHEN 10 THEN moment::timestamp
	               ELSE moment::timestamptz AT TIME ZONE 'UTC' END AS begins,
	               CASE length(moment) WHEN 4 THEN interval '1 year' WHEN 7 THEN interval '1 month' WHEN 10 THEN interval '1 day'
	               ELSE interval '1 second' / power(10, coalesce(length(substring(moment FROM '\.(\d+)')), 0)) END AS lasts) d
$$;
CREATE OR REPLACE FUNCTION fhir_period_fits(t task, periods text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT fhir_range_fits(
		(t.started_at IS NOT NULL AND t.status NOT IN ('draft', 'requested', 'ready')) OR t.status IN ('completed', 'failed'),
		CASE WHEN t.started_at <= coalesce(t.closed_at, t.changed_at) THEN t.started_at END,
		CASE WHEN t.status IN ('completed', 'failed') THEN t.closed_at END, periods)
$$;
REVOKE EXECUTE ON FUNCTION fhir_range_fits(boolean, timestamptz, timestamptz, text[]), fhir_day_fits(date, boolean, text[]),
    fhir_moment_fits(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir_range_fits(boolean, timestamptz, timestamptz, text[]), fhir_day_fits(date, boolean, text[]),
    fhir_moment_fits(text, text[]) TO aftercare_site;

-- Where triggers rest, a text says itself when it was written; nothing is changed there.
CREATE OR REPLACE FUNCTION reminder_send(keys uuid[], place_ids bigint[], to_phones bigint[], bodies text[], good_until timestamptz[],
    reminder_ids bigint[], phone_ids bigint[], thread_ids bigint[], calls bigint[], kinds text[], begun bigint[], at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	usual constant text := current_setting('session_replication_role');
	may_rest constant boolean := has_parameter_privilege('session_replication_role', 'SET');
	ids constant bigint[] := (SELECT array_agg(nextval('outbox_id_seq')) FROM unnest(keys));
	places bigint[];
	called bigint;
	sent bigint;
BEGIN
	PERFORM set_config('session_replication_role', 'replica', true) WHERE may_rest;
	WITH asked AS MATERIALIZED (
		SELECT nextval('message_id_seq') AS message_id, s.*
		  FROM (SELECT * FROM unnest(reminder_ids, phone_ids, thread_ids, calls, kinds)
		            AS s (reminder_id, phone_id, thread_id, call, kind)
		         ORDER BY reminder_id) s
	), said AS (
		UPDATE reminder r SET state = 'sent', reason = '', message_id = a.message_id
		  FROM asked a WHERE r.id = a.reminder_id AND r.state = 'planned'
		RETURNING a.*, r.enrolment_id, r.patient_id, r.place_id, r.day
	), outgoing AS (
		INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
		OVERRIDING SYSTEM VALUE
		SELECT ids[c.n], c.key, CASE WHEN c.phone_id = 0 THEN 'checkin' ELSE 'text' END, c.place_id, nullif(c.phone_id, 0), c.body,
		       7, at, c.good_until, at
		  FROM unnest(keys, place_ids, to_phones, bodies, good_until) WITH ORDINALITY
		    AS c (key, place_id, phone_id, body, good_until, n)
		  JOIN (SELECT call, min(place_id) AS place_id, count(DISTINCT place_id) AS places, min(phone_id) AS phone_id, count(*) AS men
		          FROM said GROUP BY call) of ON of.call = c.n AND of.place_id = c.place_id AND of.places = 1
		   AND (c.phone_id = 0 OR (of.phone_id = c.phone_id AND of.men = 1))
		RETURNING id
	), messages AS (
		INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id, changed_at)
		OVERRIDING SYSTEM VALUE
		SELECT message_id, thread_id, place_id, patient_id, phone_id, 'out', kind, bodies[call], 'queued', at, ids[call], at FROM said
	), checkins AS (
		INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
		SELECT reminder_id, enrolment_id, patient_id, place_id, day, at, message_id FROM said WHERE kind = 'checkin'
	), threads AS (
		UPDATE thread t
		   SET last_at = at, last_message_id = s.message_id, last_direction = 'out', last_words = left(bodies[s.call], 160)
		  FROM (SELECT DISTINCT ON (thread_id) thread_id, message_id, call
		          FROM said JOIN unnest(begun) b (thread_id) USING (thread_id)
		         ORDER BY thread_id, message_id DESC) s
		 WHERE t.id = s.thread_id AND t.last_at IS NULL AND t.state <> 'waiting'
	)
	SELECT array_agg(DISTINCT place_id), count(*), (SELECT count(*) FROM outgoing) INTO places, sent, called FROM said;
	PERFORM set_config('session_replication_role', usual, true) WHERE may_rest;
	-- A row of the outbox without its messages would leave unseen: all, or none now.
	IF sent <> cardinality(reminder_ids) OR called <> cardinality(keys) THEN
		RAISE serialization_failure USING MESSAGE = 'a reminder was changed meanwhile';
	END IF;
	INSERT INTO place_touch (place_id) SELECT unnest(places) ON CONFLICT DO NOTHING;
END $$;
