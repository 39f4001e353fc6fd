-- Programs of others are told of tasks (docs/fhir.md): what is asked for, what has happened and is not yet given out, and
-- what leaves for whom.

CREATE TABLE subscription (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES client ON DELETE CASCADE,
	status		text NOT NULL CHECK (status IN ('requested', 'active', 'error', 'off')),
	reason		text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
	criteria	text NOT NULL CHECK (length(criteria) BETWEEN 1 AND 2000), -- as it was written
	endpoint	text NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 500),
	headers		text[] NOT NULL CHECK (cardinality(headers) <= 10),
	payload		boolean NOT NULL,		-- the task; or nothing but that there is something
	secret		text NOT NULL CHECK (length(secret) BETWEEN 32 AND 200), -- signs what leaves
	ends_at		timestamptz,
	created_at	timestamptz NOT NULL,
	changed_at	timestamptz NOT NULL,
	error		text NOT NULL DEFAULT '',
	tries		integer NOT NULL DEFAULT 0,	-- that failed one after the other, since when, and when the next may be
	failing_since	timestamptz,
	next_at		timestamptz NOT NULL DEFAULT '-infinity',
	-- The criteria as a search reads them: sql/queries/parts/fhir_task_asked.sql.
	ids		bigint[] NOT NULL,
	statuses	text[] NOT NULL,
	kinds		text[] NOT NULL,
	performers	text[] NOT NULL,
	priorities	bigint[] NOT NULL,
	outcomes	text[] NOT NULL,
	patients	bigint[] NOT NULL,
	owners		bigint[] NOT NULL,
	requesters	bigint[] NOT NULL,
	locations	bigint[] NOT NULL,
	patient_is	text NOT NULL,
	owner_is	text NOT NULL,
	requester_is	text NOT NULL,
	location_is	text NOT NULL,
	authored	text NOT NULL,
	due		text NOT NULL,
	begins		text NOT NULL,
	systems		text[] NOT NULL,
	identifiers	text[] NOT NULL
);
CREATE INDEX subscription_user ON subscription (user_id, id);
CREATE INDEX subscription_live ON subscription (status) WHERE status IN ('requested', 'active');
ALTER TABLE subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON subscription TO aftercare_site USING (user_id = (SELECT my_id())) WITH CHECK (user_id = (SELECT my_id()));
CREATE POLICY worker ON subscription TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription TO aftercare_site;
GRANT SELECT, UPDATE (status, changed_at, error, tries, failing_since, next_at) ON subscription TO aftercare_worker;

-- Versions of tasks that have not yet been held against the criteria: written with them, gone when that is done.  A queue
-- and no mark up to which it was read: of two that are written at the same time the later may be seen first.
CREATE TABLE task_news (
	version		bigint PRIMARY KEY	-- the line of task_event
);
ALTER TABLE task_news ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_news FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON task_news TO aftercare_worker USING (true);
GRANT SELECT, DELETE ON task_news TO aftercare_worker;

CREATE FUNCTION task_event_news() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF EXISTS (SELECT FROM subscription WHERE status IN ('requested', 'active')) THEN
		INSERT INTO task_news VALUES (NEW.id);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER task_event_news AFTER INSERT ON task_event FOR EACH ROW WHEN (NEW.from_status IS NOT NULL)
EXECUTE FUNCTION task_event_news();

-- One version of a task for one subscription; of a task they leave one after the other.
CREATE TABLE subscription_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	subscription_id	bigint NOT NULL REFERENCES subscription ON DELETE CASCADE,
	task_id		bigint NOT NULL,
	version		bigint NOT NULL,
	state		text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'leased', 'done', 'dead')),
	made_at		timestamptz NOT NULL,
	run_at		timestamptz NOT NULL,
	attempt		integer NOT NULL DEFAULT 0,
	owner		uuid,
	lease_until	timestamptz,
	refused_since	timestamptz,			-- this one, by a receiver that takes others
	reason		text NOT NULL DEFAULT '',
	finished_at	timestamptz,
	UNIQUE (subscription_id, version),
	CHECK ((state = 'leased') = (owner IS NOT NULL AND lease_until IS NOT NULL)),
	CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL))
);
CREATE INDEX subscription_event_next ON subscription_event (subscription_id, version) WHERE state IN ('ready', 'leased');
CREATE INDEX subscription_event_task ON subscription_event (subscription_id, task_id, version) WHERE state IN ('ready', 'leased');
CREATE INDEX subscription_event_over ON subscription_event (finished_at) WHERE finished_at IS NOT NULL;
ALTER TABLE subscription_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_event FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON subscription_event TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription_event TO aftercare_worker;

-- Who changed what is told to whom.  Headers and the secret are nobody's to read again.
CREATE FUNCTION subscription_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	row subscription := coalesce(NEW, OLD);
BEGIN
	IF TG_OP = 'UPDATE' AND (NEW.status, NEW.criteria, NEW.endpoint, NEW.payload, NEW.headers)
	    IS NOT DISTINCT FROM (OLD.status, OLD.criteria, OLD.endpoint, OLD.payload, OLD.headers) THEN
		RETURN NULL;
	END IF;
	INSERT INTO audit (at, user_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), lower(TG_OP), 'subscription', row.id, jsonb_build_object(
	    'status', jsonb_build_array(OLD.status, NEW.status), 'criteria', jsonb_build_array(OLD.criteria, NEW.criteria),
	    'endpoint', jsonb_build_array(OLD.endpoint, NEW.endpoint), 'payload', jsonb_build_array(OLD.payload, NEW.payload)));
	RETURN NULL;
END $$;
CREATE TRIGGER subscription_audit AFTER INSERT OR UPDATE OR DELETE ON subscription
FOR EACH ROW EXECUTE FUNCTION subscription_audit();

CREATE FUNCTION fhir_subscription(s subscription) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Subscription', 'id', s.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(s.changed_at)),
		'status', s.status, 'end', fhir_instant(s.ends_at), 'reason', s.reason, 'criteria', s.criteria, 'error', nullif(s.error, ''),
		'channel', json_build_object('type', 'rest-hook', 'endpoint', s.endpoint,
		    'payload', CASE WHEN s.payload THEN 'application/fhir+json' END,
		    'header', CASE WHEN cardinality(s.headers) > 0 THEN array_to_json(s.headers) END)))
$$;

CREATE FUNCTION client_stands(which bigint, at timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT EXISTS (SELECT FROM client c JOIN app_user u ON u.id = c.user_id
	    WHERE c.user_id = which AND u.active AND c.revoked_at IS NULL AND c.expires_at > at)
$$;
-- A client as its token or, of what leaves for it, its id names it: no row once it may not come any more.
DROP FUNCTION client_resume(text);
CREATE FUNCTION client_act(which bigint) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	at constant timestamptz := business_now();
BEGIN
	SELECT u.id, u.name, u.role, array_to_string(c.scopes, ' '),
	       coalesce((SELECT array_agg(p.id ORDER BY p.name) FROM user_place up JOIN place p ON p.id = up.place_id
	                  WHERE up.user_id = u.id AND p.active), '{}'),
	       c.minute IS NOT DISTINCT FROM date_trunc('minute', at) AND c.asked >= c.per_minute
	  INTO id, name, role, scopes, places, too_often
	  FROM client c JOIN app_user u ON u.id = c.user_id
	 WHERE c.user_id = which AND client_stands(which, at);
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM set_config('app.user_id', id::text, true), set_config('app.role', role, true),
	    set_config('app.places', places::text, true), set_config('plan_cache_mode', 'force_custom_plan', true);
	RETURN NEXT;
END $$;
CREATE FUNCTION client_resume(hash text) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS
$$ SELECT a.* FROM client c CROSS JOIN LATERAL client_act(c.user_id) a WHERE c.token_hash = hash $$;

-- What leaves for a client is read with the site's rights, under its row security, and in no other transaction.
ALTER ROLE aftercare_worker NOINHERIT;
GRANT aftercare_site TO aftercare_worker;

REVOKE EXECUTE ON FUNCTION client_stands(bigint, timestamptz), client_act(bigint), client_resume(text), fhir_subscription(subscription), task_event_news(),
    subscription_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_resume(text) TO aftercare_api;
GRANT EXECUTE ON FUNCTION client_stands(bigint, timestamptz), client_act(bigint) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION fhir_subscription(subscription) TO aftercare_site;
