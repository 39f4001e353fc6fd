-- The simulator's own world: a workspace as RapidPro keeps one, the phones on
-- the other side of it, the ledger of every SMS, and the switches for faults.

DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'aftercare_sim') THEN
		CREATE ROLE aftercare_sim LOGIN;
	END IF;
END $$;
ALTER ROLE aftercare_sim SET search_path = sim;
CREATE SCHEMA sim;

-- The clock: it runs as the real one does, so far ahead of it.
CREATE TABLE sim.clock (
	one	boolean PRIMARY KEY DEFAULT true CHECK (one),
	advance	interval NOT NULL DEFAULT '0' CHECK (advance >= '0')
);
INSERT INTO sim.clock DEFAULT VALUES;

CREATE FUNCTION sim.business_now() RETURNS timestamptz LANGUAGE sql STABLE AS
	$$ SELECT clock_timestamp() + advance FROM sim.clock $$;

CREATE TABLE sim.setting (
	one		boolean PRIMARY KEY DEFAULT true CHECK (one),
	profile		text NOT NULL DEFAULT 'v9.0' CHECK (profile IN ('v8.0', 'v9.0', 'v26.3')),
	workspace	uuid NOT NULL DEFAULT gen_random_uuid(),
	page_size	integer NOT NULL DEFAULT 250 CHECK (page_size BETWEEN 1 AND 250),
	rate		integer CHECK (rate > 0),	-- calls a window; NULL: as the profile has it
	rate_seconds	integer NOT NULL DEFAULT 3600 CHECK (rate_seconds > 0),
	start_ms	integer NOT NULL DEFAULT 100 CHECK (start_ms >= 0),	-- 201 to the flow's start
	handle_ms	integer NOT NULL DEFAULT 100 CHECK (handle_ms >= 0),	-- arrival to handling
	commit_ms	integer NOT NULL DEFAULT 200 CHECK (commit_ms >= 0),	-- webhook to visible
	wired_ms	integer NOT NULL DEFAULT 300 CHECK (wired_ms >= 0),
	delivered_ms	integer NOT NULL DEFAULT 1000 CHECK (delivered_ms >= 0),
	failed_ms	integer NOT NULL DEFAULT 300000 CHECK (failed_ms >= 0)	-- errored to failed
);
INSERT INTO sim.setting DEFAULT VALUES;

CREATE TABLE sim.channel (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	name		text NOT NULL,
	address		text NOT NULL,
	country		text NOT NULL,
	created_on	timestamptz NOT NULL DEFAULT now()
);
INSERT INTO sim.channel (uuid, name, address, country)
VALUES ('57f1078f-88aa-46f4-a59a-948a5739c03d', 'NurseSMS', '15000', 'TZ');

-- One row of every definition: "flow" is what the engine runs.
CREATE TABLE sim.flow (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE,
	name		text NOT NULL,
	type		text NOT NULL CHECK (type IN ('messaging', 'messaging_background')),
	archived	boolean NOT NULL DEFAULT false,
	expires		integer NOT NULL,	-- minutes; 0 for never
	definition	jsonb NOT NULL,
	results		jsonb NOT NULL,
	created_on	timestamptz NOT NULL,
	modified_on	timestamptz NOT NULL
);

CREATE TABLE sim.flow_trigger (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	type		text NOT NULL CHECK (type IN ('K', 'C')),
	flow_id		bigint NOT NULL REFERENCES sim.flow ON DELETE CASCADE,
	keyword		text,
	only_word	boolean NOT NULL DEFAULT false,
	CHECK ((type = 'K') = (keyword IS NOT NULL)),
	UNIQUE NULLS NOT DISTINCT (type, keyword)
);

CREATE TABLE sim.field (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key		text NOT NULL UNIQUE,
	name		text NOT NULL,
	type		text NOT NULL DEFAULT 'text',
	created_on	timestamptz NOT NULL
);

CREATE TABLE sim.contact_group (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	name		text NOT NULL,
	query		text,
	system		boolean NOT NULL DEFAULT false,
	created_on	timestamptz NOT NULL
);
CREATE UNIQUE INDEX contact_group_name ON sim.contact_group (lower(name));

CREATE TABLE sim.global (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key		text NOT NULL UNIQUE,
	name		text NOT NULL,
	value		text NOT NULL,
	modified_on	timestamptz NOT NULL
);

CREATE TABLE sim.label (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	name		text NOT NULL UNIQUE,
	created_on	timestamptz NOT NULL
);

CREATE TABLE sim.contact (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	name		text,
	language	text,
	status		text NOT NULL DEFAULT 'active'
			CHECK (status IN ('active', 'blocked', 'stopped', 'archived')),
	deleted		boolean NOT NULL DEFAULT false,
	fields		jsonb NOT NULL DEFAULT '{}',	-- key to text, set ones only
	created_on	timestamptz NOT NULL,
	modified_on	timestamptz NOT NULL,
	last_seen_on	timestamptz
);
CREATE INDEX contact_modified ON sim.contact (modified_on, id);

-- One URN is one contact: two people on one phone are one contact here.
CREATE TABLE sim.urn (
	urn		text PRIMARY KEY,
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	place		integer NOT NULL DEFAULT 0
);
CREATE INDEX urn_contact ON sim.urn (contact_id, place);

CREATE TABLE sim.membership (
	group_id	bigint NOT NULL REFERENCES sim.contact_group ON DELETE CASCADE,
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	PRIMARY KEY (contact_id, group_id)
);
CREATE INDEX membership_group ON sim.membership (group_id);

CREATE TABLE sim.start (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	flow_id		bigint NOT NULL REFERENCES sim.flow,
	status		text NOT NULL DEFAULT 'pending'
			CHECK (status IN ('pending', 'starting', 'complete', 'failed')),
	group_ids	bigint[] NOT NULL,
	contact_ids	bigint[] NOT NULL,	-- as named in the call
	urns		text[] NOT NULL,
	params		jsonb,
	restart_participants boolean NOT NULL,
	exclude_active	boolean NOT NULL,
	ignored		boolean NOT NULL DEFAULT false,	-- accepted, then nothing happens
	index_lag_ms	integer NOT NULL DEFAULT 0,	-- younger contacts are overlooked
	total		integer,
	due_at		timestamptz NOT NULL,
	created_on	timestamptz NOT NULL,
	modified_on	timestamptz NOT NULL
);
CREATE INDEX start_modified ON sim.start (modified_on, id);
CREATE INDEX start_open ON sim.start (due_at) WHERE status IN ('pending', 'starting');

CREATE TABLE sim.run (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE,
	flow_id		bigint NOT NULL REFERENCES sim.flow,
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	start_id	bigint REFERENCES sim.start,
	params		jsonb,
	responded	boolean NOT NULL DEFAULT false,
	results		jsonb NOT NULL DEFAULT '{}',
	path		jsonb NOT NULL DEFAULT '[]',
	waits_at	uuid,			-- the node; NULL once it has ended
	timeout_seconds	integer NOT NULL DEFAULT 0,
	timeout_at	timestamptz,		-- counted from the SMS being wired
	expires_at	timestamptz,
	created_on	timestamptz NOT NULL,
	modified_on	timestamptz NOT NULL,
	exited_on	timestamptz,
	exit_type	text CHECK (exit_type IN ('completed', 'interrupted', 'expired', 'failed')),
	CHECK ((waits_at IS NULL) = (exit_type IS NOT NULL))
);
CREATE INDEX run_modified ON sim.run (modified_on, id);
CREATE INDEX run_start ON sim.run (start_id);
CREATE UNIQUE INDEX run_waiting ON sim.run (contact_id) WHERE waits_at IS NOT NULL;
CREATE INDEX run_timeout ON sim.run (timeout_at) WHERE waits_at IS NOT NULL;
CREATE INDEX run_expiry ON sim.run (expires_at) WHERE waits_at IS NOT NULL;

CREATE TABLE sim.broadcast (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	urns		text[] NOT NULL,
	contact_ids	bigint[] NOT NULL,
	group_ids	bigint[] NOT NULL,
	text		jsonb NOT NULL,		-- language to text
	base_language	text NOT NULL,
	status		text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed')),
	due_at		timestamptz NOT NULL,
	created_on	timestamptz NOT NULL
);
CREATE INDEX broadcast_open ON sim.broadcast (due_at) WHERE status = 'queued';

CREATE TABLE sim.message (
	id		bigint GENERATED ALWAYS AS IDENTITY (START 4105001) PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	urn		text,
	direction	text NOT NULL CHECK (direction IN ('in', 'out')),
	status		text NOT NULL CHECK (status IN ('pending', 'handled', 'queued', 'wired',
			    'sent', 'delivered', 'errored', 'failed')),
	plan		text[] NOT NULL DEFAULT '{}',	-- what comes after status
	next_at		timestamptz,		-- when the next step is due
	visibility	text NOT NULL DEFAULT 'visible'
			CHECK (visibility IN ('visible', 'archived', 'deleted')),
	text		text NOT NULL,
	flow_id		bigint REFERENCES sim.flow,
	broadcast_id	bigint REFERENCES sim.broadcast,
	run_uuid	uuid,
	visible_on	timestamptz,		-- from when the API shows it
	created_on	timestamptz NOT NULL,
	sent_on		timestamptz,
	modified_on	timestamptz NOT NULL
);
CREATE INDEX message_created ON sim.message (created_on DESC, id DESC);
CREATE INDEX message_contact ON sim.message (contact_id, created_on);
CREATE INDEX message_urn ON sim.message (urn, id);
CREATE INDEX message_due ON sim.message (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE sim.message_label (
	message_id	bigint NOT NULL REFERENCES sim.message,
	label_id	bigint NOT NULL REFERENCES sim.label ON DELETE CASCADE,
	PRIMARY KEY (message_id, label_id)
);

-- A sprint: one contact's flow on its way to its next wait or its end.  What
-- it does is written in the transaction that deletes it; until then nothing
-- of it can be seen.
CREATE TABLE sim.sprint (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('start', 'reply', 'timeout')),
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	flow_id		bigint NOT NULL REFERENCES sim.flow,
	run_uuid	uuid NOT NULL,
	start_id	bigint REFERENCES sim.start,
	message_id	bigint REFERENCES sim.message,
	params		jsonb,
	answers		jsonb NOT NULL DEFAULT '[]',	-- of webhooks, so far
	tries		integer NOT NULL DEFAULT 0,	-- of the webhook in hand
	orphan		boolean NOT NULL DEFAULT false,	-- will never be committed
	at		timestamptz NOT NULL,
	due_at		timestamptz NOT NULL,
	leased_until	timestamptz		-- by the real clock
);
CREATE INDEX sprint_contact ON sim.sprint (contact_id, id);
CREATE INDEX sprint_start ON sim.sprint (start_id);
CREATE INDEX sprint_due ON sim.sprint (due_at);

-- Webhooks that go out apart from their flow: late, or a second time.
CREATE TABLE sim.stray (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	call		jsonb NOT NULL,
	due_at		timestamptz NOT NULL
);

CREATE TABLE sim.channel_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	type		text NOT NULL,
	contact_id	bigint NOT NULL REFERENCES sim.contact,
	occurred_on	timestamptz NOT NULL
);

CREATE TABLE sim.resthook (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	slug		text NOT NULL UNIQUE,
	created_on	timestamptz NOT NULL
);
CREATE TABLE sim.resthook_subscriber (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	resthook_id	bigint NOT NULL REFERENCES sim.resthook,
	target_url	text NOT NULL,
	created_on	timestamptz NOT NULL,
	UNIQUE (resthook_id, target_url)
);
CREATE TABLE sim.resthook_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	resthook_id	bigint NOT NULL REFERENCES sim.resthook,
	data		jsonb NOT NULL,
	created_on	timestamptz NOT NULL
);

-- The calls of the last window, for the rate limit.
CREATE TABLE sim.call (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	scope		text NOT NULL,
	at		timestamptz NOT NULL
);
CREATE INDEX call_scope ON sim.call (scope, at);

-- The handsets.
CREATE TABLE sim.phone (
	urn		text PRIMARY KEY,
	shown		boolean NOT NULL DEFAULT true,	-- on the page
	delay_ms	integer NOT NULL DEFAULT 0 CHECK (delay_ms >= 0),
	fate		text NOT NULL DEFAULT 'normal'
			CHECK (fate IN ('normal', 'undeliverable', 'wrong', 'off')),
	added_on	timestamptz NOT NULL
);

-- Every SMS that was asked for.  It can only grow.
CREATE TABLE sim.ledger (
	seq		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at		timestamptz NOT NULL,
	contact		uuid NOT NULL,
	urn		text NOT NULL,
	text		text NOT NULL,
	source		text NOT NULL CHECK (source IN ('messages', 'broadcast', 'flow')),
	flow		text,
	intent		text,		-- of the flow start, where it had one
	message_id	bigint NOT NULL UNIQUE,
	delivered_at	timestamptz
);
CREATE INDEX ledger_urn ON sim.ledger (urn, seq);
CREATE INDEX ledger_intent ON sim.ledger (intent);

CREATE FUNCTION sim.ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF current_setting('sim.reset', true) = 'yes' AND TG_OP <> 'UPDATE' THEN
		RETURN coalesce(OLD, NULL);
	END IF;
	IF TG_OP = 'UPDATE' AND OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL
	    AND to_jsonb(NEW) - 'delivered_at' = to_jsonb(OLD) - 'delivered_at' THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_rows BEFORE UPDATE OR DELETE ON sim.ledger
	FOR EACH ROW EXECUTE FUNCTION sim.ledger_guard();
CREATE TRIGGER ledger_whole BEFORE TRUNCATE ON sim.ledger
	FOR EACH STATEMENT EXECUTE FUNCTION sim.ledger_guard();

-- The switches.  An endpoint is '' for every call, 'messages', 'POST' or
-- 'POST messages'.
CREATE TABLE sim.fault (
	name		text NOT NULL,
	endpoint	text NOT NULL DEFAULT '',
	next_calls	integer NOT NULL DEFAULT 0 CHECK (next_calls >= 0),
	probability	double precision NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 1),
	amount		integer NOT NULL DEFAULT 0 CHECK (amount >= 0),
	fired		bigint NOT NULL DEFAULT 0,
	PRIMARY KEY (name, endpoint)
);

-- Does this fault strike now?  Its amount, or NULL.
CREATE FUNCTION sim.draw(which text, place text) RETURNS integer LANGUAGE sql VOLATILE AS $$
	WITH struck AS (
		SELECT f.name, f.endpoint FROM sim.fault f
		 WHERE f.name = which AND f.endpoint IN ('', place, split_part(place, ' ', 1),
		       split_part(place, ' ', 2))
		   AND (f.next_calls > 0 OR f.probability > random())
		 ORDER BY f.endpoint DESC LIMIT 1 FOR UPDATE)
	UPDATE sim.fault f
	   SET next_calls = greatest(f.next_calls - 1, 0), fired = f.fired + 1
	  FROM struck s WHERE f.name = s.name AND f.endpoint = s.endpoint
	RETURNING f.amount
$$;

CREATE FUNCTION sim.ms(n integer) RETURNS interval LANGUAGE sql IMMUTABLE AS
	$$ SELECT n * interval '1 ms' $$;

-- The contact behind a number, made if there is none.
CREATE FUNCTION sim.contact_for(who text, moment timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE found bigint;
BEGIN
	SELECT contact_id INTO found FROM sim.urn WHERE urn = who;
	IF found IS NULL THEN
		INSERT INTO sim.contact (created_on, modified_on)
		VALUES (moment, moment) RETURNING id INTO found;
		INSERT INTO sim.urn (urn, contact_id) VALUES (who, found);
	END IF;
	RETURN found;
END $$;

CREATE FUNCTION sim.touch(who bigint, moment timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
	UPDATE sim.contact SET modified_on = greatest(moment, modified_on + interval '1 us')
	 WHERE id = who
$$;

-- One SMS out.  Without a number it fails at once, and so does the same text
-- for the twentieth time within five minutes: neither enters the ledger.
CREATE FUNCTION sim.send(who bigint, words text, of_flow bigint, of_run uuid,
    of_broadcast bigint, of_intent text, source text, moment timestamptz)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	config	sim.setting;
	number	text;
	fate	text;
	steps	text[] := '{wired,sent,delivered}';
	made	bigint;
BEGIN
	SELECT * INTO config FROM sim.setting;
	SELECT u.urn INTO number FROM sim.urn u WHERE u.contact_id = who ORDER BY u.place LIMIT 1;
	SELECT p.fate INTO fate FROM sim.phone p WHERE p.urn = number;
	IF number IS NULL OR 19 <= (SELECT count(*) FROM (
		SELECT FROM sim.message m
		 WHERE m.contact_id = who AND m.direction = 'out' AND m.text = words
		   AND m.created_on > moment - interval '5 minutes' LIMIT 20) same) THEN
		INSERT INTO sim.message (contact_id, urn, direction, status, text, flow_id, run_uuid,
		    broadcast_id, visible_on, created_on, modified_on)
		VALUES (who, number, 'out', 'failed', words, of_flow, of_run, of_broadcast, moment,
		    moment, moment) RETURNING id INTO made;
		RETURN made;
	END IF;
	IF fate = 'undeliverable' THEN
		steps := '{errored,failed}';
	ELSIF fate = 'wrong' THEN
		steps := '{wired,failed}';
	ELSIF sim.draw('status_order', '') IS NOT NULL THEN
		steps := CASE floor(random() * 3)::int WHEN 0 THEN '{delivered,sent,wired}'::text[]
		    WHEN 1 THEN '{sent,wired,delivered}' ELSE '{sent,delivered,wired}' END;
	ELSIF sim.draw('status_regression', '') IS NOT NULL THEN
		steps := '{wired,sent,delivered,sent}';
	END IF;
	INSERT INTO sim.message (contact_id, urn, direction, status, plan, next_at, text, flow_id,
	    run_uuid, broadcast_id, visible_on, created_on, modified_on)
	VALUES (who, number, 'out', 'queued', steps, moment + sim.ms(config.wired_ms), words,
	    of_flow, of_run, of_broadcast, moment, moment, moment) RETURNING id INTO made;
	INSERT INTO sim.ledger (at, contact, urn, text, source, flow, intent, message_id)
	SELECT moment, c.uuid, number, words, source,
	       (SELECT f.name FROM sim.flow f WHERE f.id = of_flow), of_intent, made
	  FROM sim.contact c WHERE c.id = who;
	RETURN made;
END $$;

-- How the API shows things, by profile.

CREATE FUNCTION sim.iso(t timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT to_char(t AT TIME ZONE 'UTC', CASE WHEN date_trunc('second', t) = t
	    THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)
$$;

CREATE FUNCTION sim.flow_ref(of bigint) RETURNS json LANGUAGE sql STABLE AS
	$$ SELECT json_build_object('uuid', uuid, 'name', name) FROM sim.flow WHERE id = of $$;

CREATE FUNCTION sim.contact_ref(of bigint) RETURNS json LANGUAGE sql STABLE AS
	$$ SELECT json_build_object('uuid', uuid, 'name', name) FROM sim.contact WHERE id = of $$;

CREATE FUNCTION sim.contact_refs(of bigint[]) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT coalesce(json_agg(sim.contact_ref(c.id) ORDER BY c.n), '[]')
	  FROM unnest(of) WITH ORDINALITY c (id, n)
$$;

CREATE FUNCTION sim.group_refs(of bigint[]) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT coalesce(json_agg(json_build_object('uuid', g.uuid, 'name', g.name) ORDER BY g.id), '[]')
	  FROM sim.contact_group g WHERE g.id = ANY (of)
$$;

CREATE FUNCTION sim.field_values(of jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce(jsonb_object_agg(f.key, of -> f.key), '{}') FROM sim.field f
$$;

CREATE FUNCTION sim.contact_json(c sim.contact, profile text) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN c.deleted THEN json_build_object('uuid', c.uuid, 'name', NULL,
	    'status', NULL, 'language', NULL, 'urns', '[]'::json, 'groups', '[]'::json,
	    'fields', NULL, 'flow', NULL, 'created_on', sim.iso(c.created_on),
	    'modified_on', sim.iso(c.modified_on), 'last_seen_on', NULL,
	    'blocked', NULL, 'stopped', NULL)
	ELSE (json_build_object('uuid', c.uuid, 'name', c.name, 'status', c.status,
	    'language', c.language,
	    'urns', (SELECT coalesce(json_agg(u.urn ORDER BY u.place), '[]') FROM sim.urn u
		WHERE u.contact_id = c.id),
	    'groups', sim.group_refs(ARRAY(SELECT m.group_id FROM sim.membership m
		WHERE m.contact_id = c.id)),
	    'fields', sim.field_values(c.fields),
	    'flow', (SELECT sim.flow_ref(r.flow_id) FROM sim.run r
		WHERE r.contact_id = c.id AND r.waits_at IS NOT NULL),
	    'created_on', sim.iso(c.created_on), 'modified_on', sim.iso(c.modified_on),
	    'last_seen_on', sim.iso(c.last_seen_on),
	    'blocked', c.status = 'blocked', 'stopped', c.status = 'stopped')::jsonb ||
	    CASE WHEN profile = 'v26.3' THEN '{"notes": [], "ref": null}' ELSE '{}' END::jsonb)::json
	END
$$;

CREATE FUNCTION sim.message_json(m sim.message, profile text) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT ((json_build_object('id', m.id, 'broadcast', m.broadcast_id,
	    'contact', sim.contact_ref(m.contact_id), 'urn', m.urn,
	    'channel', (SELECT json_build_object('uuid', h.uuid, 'name', h.name)
		FROM sim.channel h WHERE m.urn IS NOT NULL ORDER BY h.id LIMIT 1),
	    'direction', m.direction, 'type', 'text', 'status', m.status,
	    'archived', m.visibility = 'archived', 'visibility', m.visibility, 'text', m.text,
	    'labels', (SELECT coalesce(json_agg(json_build_object('uuid', l.uuid, 'name', l.name)), '[]')
		FROM sim.message_label k JOIN sim.label l ON l.id = k.label_id
		WHERE k.message_id = m.id),
	    'flow', sim.flow_ref(m.flow_id), 'attachments', '[]'::json,
	    'created_on', sim.iso(m.created_on), 'sent_on', sim.iso(m.sent_on),
	    'modified_on', sim.iso(m.modified_on), 'media', NULL)::jsonb
	    - CASE WHEN profile = 'v8.0' THEN 'flow' ELSE '' END)
	    || CASE profile
		WHEN 'v8.0' THEN jsonb_build_object('type',
		    CASE WHEN m.flow_id IS NULL THEN 'inbox' ELSE 'flow' END)
		WHEN 'v26.3' THEN jsonb_build_object('uuid', m.uuid, 'quick_replies', '[]'::jsonb)
		ELSE '{}' END)::json
$$;

CREATE FUNCTION sim.broadcast_json(b sim.broadcast, profile text) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT (json_build_object('id', b.id, 'urns', b.urns,
	    'contacts', sim.contact_refs(b.contact_ids), 'groups', sim.group_refs(b.group_ids),
	    'text', b.text,
	    'attachments', (SELECT json_object_agg(k, '[]'::json) FROM jsonb_object_keys(b.text) k),
	    'base_language', b.base_language, 'status', b.status,
	    'created_on', sim.iso(b.created_on))::jsonb
	    || CASE WHEN profile = 'v26.3' THEN jsonb_build_object('uuid', b.uuid,
		'status', CASE b.status WHEN 'sent' THEN 'completed' ELSE b.status END,
		'progress', jsonb_build_object('total', -1, 'started', 0),
		'quick_replies', '[]'::jsonb)
	    ELSE '{}' END)::json
$$;

CREATE FUNCTION sim.start_json(s sim.start, profile text) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT (json_build_object('id', s.id, 'uuid', s.uuid, 'flow', sim.flow_ref(s.flow_id),
	    'status', s.status, 'groups', sim.group_refs(s.group_ids),
	    'contacts', sim.contact_refs(s.contact_ids), 'params', s.params,
	    'created_on', sim.iso(s.created_on), 'modified_on', sim.iso(s.modified_on),
	    'extra', s.params, 'restart_participants', s.restart_participants,
	    'exclude_active', s.exclude_active)::jsonb
	    || CASE WHEN profile = 'v26.3' THEN jsonb_build_object(
		'status', CASE s.status WHEN 'starting' THEN 'started'
		    WHEN 'complete' THEN 'completed' ELSE s.status END,
		'progress', jsonb_build_object('total', coalesce(s.total, -1), 'started',
		    CASE s.status WHEN 'complete' THEN coalesce(s.total, 0) ELSE 0 END))
	    ELSE '{}' END)::json
$$;

CREATE FUNCTION sim.run_json(r sim.run, paths boolean) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT json_build_object('id', r.id, 'uuid', r.uuid, 'flow', sim.flow_ref(r.flow_id),
	    'contact', (SELECT json_build_object('uuid', c.uuid, 'name', c.name, 'urn', u.urn,
		'urn_display', substr(u.urn, 5))
		FROM sim.contact c LEFT JOIN sim.urn u ON u.contact_id = c.id
		WHERE c.id = r.contact_id ORDER BY u.place LIMIT 1),
	    'start', (SELECT json_build_object('uuid', s.uuid) FROM sim.start s
		WHERE s.id = r.start_id),
	    'responded', r.responded, 'path', CASE WHEN paths THEN r.path END,
	    'values', r.results, 'created_on', sim.iso(r.created_on),
	    'modified_on', sim.iso(r.modified_on), 'exited_on', sim.iso(r.exited_on),
	    'exit_type', r.exit_type)
$$;

CREATE FUNCTION sim.group_json(g sim.contact_group) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('uuid', g.uuid, 'name', g.name, 'query', g.query,
	    'status', 'ready', 'system', g.system, 'count',
	    (SELECT count(*) FROM sim.membership m WHERE m.group_id = g.id))
$$;

CREATE FUNCTION sim.field_json(f sim.field) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('key', f.key, 'name', f.name, 'type', f.type, 'featured', false,
	    'priority', 0, 'usages', json_build_object('campaign_events', 0, 'flows', 0, 'groups', 0),
	    'agent_access', 'view', 'label', f.name,
	    'value_type', CASE f.type WHEN 'number' THEN 'numeric' ELSE f.type END)
$$;

CREATE FUNCTION sim.global_json(g sim.global) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('key', g.key, 'name', g.name, 'value', g.value,
	    'modified_on', sim.iso(g.modified_on))
$$;

CREATE FUNCTION sim.flow_json(f sim.flow) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('uuid', f.uuid, 'name', f.name,
	    'type', CASE f.type WHEN 'messaging' THEN 'message' ELSE 'background' END,
	    'archived', f.archived, 'labels', '[]'::json, 'expires', f.expires,
	    'runs', (SELECT json_build_object('active', 0,
		'waiting', count(*) FILTER (WHERE r.waits_at IS NOT NULL),
		'completed', count(*) FILTER (WHERE r.exit_type = 'completed'),
		'interrupted', count(*) FILTER (WHERE r.exit_type = 'interrupted'),
		'expired', count(*) FILTER (WHERE r.exit_type = 'expired'),
		'failed', count(*) FILTER (WHERE r.exit_type = 'failed'))
		FROM sim.run r WHERE r.flow_id = f.id),
	    'results', f.results, 'parent_refs', '[]'::json,
	    'created_on', sim.iso(f.created_on), 'modified_on', sim.iso(f.modified_on))
$$;

-- For the demo's reset, by the owner alone: everything but the flows.
CREATE FUNCTION sim.reset() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('sim.reset', 'yes', true);
	TRUNCATE sim.ledger, sim.message_label, sim.message, sim.sprint, sim.stray, sim.run,
	    sim.start, sim.broadcast, sim.channel_event, sim.resthook_event, sim.membership,
	    sim.urn, sim.contact, sim.call, sim.phone, sim.fault RESTART IDENTITY;
	UPDATE sim.clock SET advance = '0';
	PERFORM set_config('sim.reset', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION sim.reset() FROM PUBLIC;

GRANT USAGE ON SCHEMA sim TO aftercare_sim;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sim TO aftercare_sim;
REVOKE UPDATE, DELETE ON sim.ledger FROM aftercare_sim;
GRANT UPDATE (delivered_at) ON sim.ledger TO aftercare_sim;
