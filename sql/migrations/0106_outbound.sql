-- Outbound push, as the settings "outbound" of a CHT have it (docs/cht.md): documents that have changed are told to other systems.
-- What has changed is noted in the transaction of the change; what is to be told of it is made by the evaluator of rules; what leaves,
-- leaves by the worker.

CREATE TABLE outbound_push (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name		text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
	settings	jsonb NOT NULL,			-- as they were written; there are no secrets in them
	url		text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
	auth		text NOT NULL CHECK (auth IN ('none', 'basic', 'header')),
	username	text NOT NULL CHECK (length(username) <= 200),
	credential	text NOT NULL CHECK (length(credential) <= 100 AND (credential = '') = (auth = 'none')),
	cron		text NOT NULL CHECK (length(cron) <= 200), -- '': at once
	per_minute	integer NOT NULL CHECK (per_minute BETWEEN 1 AND 6000),
	changed_at	timestamptz NOT NULL,
	status		text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'off')),
	error		text NOT NULL DEFAULT '',
	tries		integer NOT NULL DEFAULT 0,	-- that failed one after the other, and when the next may be
	next_at		timestamptz NOT NULL DEFAULT '-infinity',
	minute		timestamptz NOT NULL DEFAULT '-infinity', -- the last in which something left, and how much
	used		integer NOT NULL DEFAULT 0,
	called_at	timestamptz			-- when something was last answered
);

-- By key, as the CHT keeps them: passwords and whole headers.  Only the worker reads them.
CREATE TABLE outbound_credential (
	key		text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 100),
	value		text NOT NULL CHECK (length(value) BETWEEN 1 AND 2000),
	changed_at	timestamptz NOT NULL
);

-- Documents that have changed and were not yet looked at.  A subject is a patient, or a conversation below 0 that is nobody's.
CREATE TABLE outbound_news (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	subject		bigint NOT NULL,
	doc		text NOT NULL,
	at		timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What is told of one document; of each document one after the other.  Without a body it could not be made, and the reason says why.
CREATE TABLE outbound_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	push_id		bigint NOT NULL REFERENCES outbound_push ON DELETE CASCADE,
	doc		text NOT NULL,
	form		text NOT NULL,			-- '': a contact
	subject		bigint NOT NULL,
	body		text NOT NULL,
	hash		text NOT NULL,			-- of the body, its keys in order
	fields		text[] NOT NULL,		-- the names of what is in it
	state		text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'leased', 'done', 'dead', 'dropped')),
	made_at		timestamptz NOT NULL,
	run_at		timestamptz NOT NULL,
	attempt		integer NOT NULL DEFAULT 0,
	failed_at	timestamptz,			-- for the first time since it was made, or asked for once more
	refused		integer NOT NULL DEFAULT 0,	-- so often by a receiver that takes others
	owner		uuid,
	lease_until	timestamptz,
	reason		text NOT NULL DEFAULT '',
	finished_at	timestamptz,
	CHECK ((state = 'leased') = (owner IS NOT NULL AND lease_until IS NOT NULL)),
	CHECK ((state IN ('done', 'dead', 'dropped')) = (finished_at IS NOT NULL)),
	CHECK (body <> '' OR state IN ('dead', 'dropped'))
);
CREATE INDEX outbound_event_next ON outbound_event (push_id, id) WHERE state IN ('ready', 'leased');
CREATE INDEX outbound_event_doc ON outbound_event (push_id, doc, id);
CREATE INDEX outbound_event_named ON outbound_event (doc, id);
CREATE INDEX outbound_event_dead ON outbound_event (push_id, id) WHERE state = 'dead';
CREATE INDEX outbound_event_over ON outbound_event (finished_at) WHERE finished_at IS NOT NULL;

-- Each time that one left, and what was heard: nothing yet, or never, where there are no words.
CREATE TABLE outbound_attempt (
	event_id	bigint NOT NULL REFERENCES outbound_event ON DELETE CASCADE,
	attempt		integer NOT NULL,
	at		timestamptz NOT NULL,
	answered_at	timestamptz,
	words		text NOT NULL DEFAULT '',
	PRIMARY KEY (event_id, attempt)
);

-- What was last taken of each document: the same is not told twice.
CREATE TABLE outbound_sent (
	push_id		bigint NOT NULL REFERENCES outbound_push ON DELETE CASCADE,
	doc		text NOT NULL,
	hash		text NOT NULL,
	at		timestamptz NOT NULL,
	PRIMARY KEY (push_id, doc)
);

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['outbound_push', 'outbound_credential', 'outbound_news', 'outbound_event', 'outbound_attempt', 'outbound_sent'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['outbound_push', 'outbound_credential', 'outbound_event', 'outbound_attempt', 'outbound_sent'] LOOP
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true) WITH CHECK (true)', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['outbound_push', 'outbound_news', 'outbound_event', 'outbound_sent'] LOOP
		EXECUTE format('CREATE POLICY rules ON %I TO aftercare_rules USING (true) WITH CHECK (true)', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['outbound_push', 'outbound_event', 'outbound_attempt'] LOOP
		EXECUTE format('CREATE POLICY site ON %I FOR SELECT TO aftercare_site USING ((SELECT my_role()) = ''admin'')', t);
	END LOOP;
END $$;
GRANT SELECT, UPDATE (status, error, tries, next_at, minute, used, called_at) ON outbound_push TO aftercare_worker;
GRANT SELECT ON outbound_credential TO aftercare_worker;
GRANT SELECT, UPDATE, DELETE ON outbound_event TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE ON outbound_attempt, outbound_sent TO aftercare_worker;
GRANT SELECT ON outbound_push, outbound_sent TO aftercare_rules;
GRANT SELECT, DELETE ON outbound_news TO aftercare_rules;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbound_event TO aftercare_rules;
-- An administrator sees what becomes of it, and no client's data.
GRANT SELECT ON outbound_push, outbound_attempt TO aftercare_site;
GRANT SELECT (id, push_id, doc, form, fields, state, made_at, run_at, attempt, failed_at, reason, finished_at) ON outbound_event TO aftercare_site;

-- What has changed ----------------------------------------------------------------------

-- A document of rule_documents() by its id.  What is reckoned from others (how often he was asked, his last sign of life) is no change
-- of it, and is told with the next one.
CREATE FUNCTION outbound_changed(whose bigint, docs text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF whose IS NOT NULL AND EXISTS (SELECT FROM outbound_push) THEN
		INSERT INTO outbound_news (subject, doc, at) SELECT whose, d, business_now() FROM unnest(docs) d WHERE d IS NOT NULL;
	END IF;
END $$;

CREATE FUNCTION outbound_patient() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(NEW.id, ARRAY['patient-' || NEW.id] || CASE WHEN TG_OP = 'UPDATE' AND
	    (NEW.birth_date, NEW.phone_owner) IS DISTINCT FROM (OLD.birth_date, OLD.phone_owner)
	    THEN ARRAY(SELECT 'enroll-' || e.id FROM enrolment e WHERE e.patient_id = NEW.id) END);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_insert AFTER INSERT ON patient FOR EACH ROW EXECUTE FUNCTION outbound_patient();
CREATE TRIGGER outbound_update AFTER UPDATE ON patient FOR EACH ROW
	WHEN ((NEW.given_name, NEW.family_name, NEW.number, NEW.phone_id, NEW.phone2_id, NEW.phone_owner, NEW.birth_date, NEW.died_on, NEW.sex,
	    NEW.language, NEW.opted_out_at, NEW.place_id) IS DISTINCT FROM (OLD.given_name, OLD.family_name, OLD.number, OLD.phone_id,
	    OLD.phone2_id, OLD.phone_owner, OLD.birth_date, OLD.died_on, OLD.sex, OLD.language, OLD.opted_out_at, OLD.place_id))
	EXECUTE FUNCTION outbound_patient();

CREATE FUNCTION outbound_enrolment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(NEW.patient_id, ARRAY['patient-' || NEW.patient_id, 'enroll-' || NEW.id]);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_insert AFTER INSERT ON enrolment FOR EACH ROW EXECUTE FUNCTION outbound_enrolment();
CREATE TRIGGER outbound_update AFTER UPDATE ON enrolment FOR EACH ROW
	WHEN ((NEW.anchor_date, NEW.method, NEW.state, NEW.ended_at) IS DISTINCT FROM (OLD.anchor_date, OLD.method, OLD.state, OLD.ended_at))
	EXECUTE FUNCTION outbound_enrolment();

CREATE FUNCTION outbound_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(coalesce(NEW.patient_id, -NEW.thread_id), ARRAY['message-' || NEW.id]);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_insert AFTER INSERT ON message FOR EACH ROW WHEN (NEW.direction = 'in') EXECUTE FUNCTION outbound_message();
CREATE TRIGGER outbound_update AFTER UPDATE ON message FOR EACH ROW
	WHEN (NEW.direction = 'in' AND (NEW.patient_id, NEW.reads, NEW.body, NEW.urgency, NEW.sign, NEW.attributed_by)
	    IS DISTINCT FROM (OLD.patient_id, OLD.reads, OLD.body, OLD.urgency, OLD.sign, OLD.attributed_by))
	EXECUTE FUNCTION outbound_message();

-- A text of another is about him, too.
CREATE FUNCTION outbound_also_about() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	whose constant bigint := (SELECT patient_id FROM thread WHERE id = NEW.thread_id);
BEGIN
	PERFORM outbound_changed(whose, ARRAY(SELECT 'message-' || m.id || '-patient-' || whose FROM message m
	    WHERE m.thread_id = NEW.about_id AND m.direction = 'in' AND m.attributed_by IS NOT NULL AND left(m.body, 500) = NEW.note AND m.at <= NEW.at
	    ORDER BY m.at DESC, m.id DESC LIMIT 1));
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_insert AFTER INSERT ON thread_event FOR EACH ROW WHEN (NEW.what = 'also-about') EXECUTE FUNCTION outbound_also_about();

CREATE FUNCTION outbound_task() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(NEW.patient_id, ARRAY['outcome-' || NEW.id, 'visit-' || NEW.id]);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_update AFTER UPDATE ON task FOR EACH ROW
	WHEN (NEW.patient_id IS NOT NULL AND NOT NEW.open AND NEW.outcome <> '' AND (NEW.patient_id, NEW.status, NEW.outcome, NEW.outcome_note)
	    IS DISTINCT FROM (OLD.patient_id, OLD.status, OLD.outcome, OLD.outcome_note))
	EXECUTE FUNCTION outbound_task();

CREATE FUNCTION outbound_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(NEW.patient_id, ARRAY['decision-' || NEW.task_id || '-' || ms(NEW.decided_at)]);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_update AFTER UPDATE ON escalation FOR EACH ROW
	WHEN (NEW.decided_at IS NOT NULL AND (NEW.patient_id, NEW.severity, NEW.sign, NEW.decided_at, NEW.outcome, NEW.event, NEW.grade, NEW.refer_to, NEW.note)
	    IS DISTINCT FROM (OLD.patient_id, OLD.severity, OLD.sign, OLD.decided_at, OLD.outcome, OLD.event, OLD.grade, OLD.refer_to, OLD.note))
	EXECUTE FUNCTION outbound_decision();

CREATE FUNCTION outbound_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM outbound_changed(NEW.patient_id, ARRAY[NEW.doc_id]);
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_insert AFTER INSERT ON report FOR EACH ROW
	WHEN (NEW.patient_id IS NOT NULL AND NEW.state = 'final') EXECUTE FUNCTION outbound_report();
CREATE TRIGGER outbound_update AFTER UPDATE ON report FOR EACH ROW
	WHEN (NEW.state = 'final' AND (NEW.fields, NEW.state, NEW.patient_id) IS DISTINCT FROM (OLD.fields, OLD.state, OLD.patient_id))
	EXECUTE FUNCTION outbound_report();

-- What is told ------------------------------------------------------------------------------

-- A body for a push.  What waits and has never left says the latest; what was told last is not told again.
CREATE FUNCTION outbound_queue(push bigint, told text, kind text, whose bigint, text_of text, ordered text, names text[], due timestamptz,
    at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	now_hash constant text := encode(sha256(convert_to(ordered, 'UTF8')), 'hex');
	taken text := (SELECT s.hash FROM outbound_sent s WHERE s.push_id = push AND s.doc = told);
	last outbound_event;
BEGIN
	-- It can be made by now, or it says something else.
	UPDATE outbound_event e SET state = 'dropped', finished_at = at, reason = 'there is a later change of it'
	 WHERE e.push_id = push AND e.doc = told AND e.state = 'dead' AND (e.body = '' OR e.hash <> now_hash);
	SELECT * INTO last FROM outbound_event e
	 WHERE e.push_id = push AND e.doc = told AND e.state IN ('ready', 'leased') ORDER BY e.id DESC LIMIT 1 FOR UPDATE;
	IF last.id IS NULL OR last.state = 'leased' OR last.attempt > 0 THEN
		IF coalesce(last.hash, taken) IS DISTINCT FROM now_hash THEN
			UPDATE outbound_event e SET state = 'dropped', finished_at = at, reason = 'there is a later change of it'
			 WHERE e.push_id = push AND e.doc = told AND e.state = 'dead';
			INSERT INTO outbound_event (push_id, doc, form, subject, body, hash, fields, made_at, run_at)
			VALUES (push, told, kind, whose, text_of, now_hash, names, at, due);
		END IF;
		RETURN;
	END IF;
	-- It has not left yet.  Before it may be one that has.
	taken := coalesce((SELECT e.hash FROM outbound_event e WHERE e.push_id = push AND e.doc = told AND e.state IN ('ready', 'leased')
	    AND e.id < last.id ORDER BY e.id DESC LIMIT 1), taken);
	IF taken = now_hash THEN
		UPDATE outbound_event e SET state = 'dropped', finished_at = at, reason = 'it is again as it was told' WHERE e.id = last.id;
	ELSIF last.hash <> now_hash THEN
		UPDATE outbound_event e SET body = text_of, hash = now_hash, fields = names, subject = whose, form = kind WHERE e.id = last.id;
	END IF;
END $$;

-- Nothing could be made of a document, and why.
CREATE FUNCTION outbound_fault(push bigint, told text, kind text, whose bigint, why text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM outbound_event e WHERE e.push_id = push AND e.doc = told AND e.body = '';
	INSERT INTO outbound_event (push_id, doc, form, subject, body, hash, fields, state, made_at, run_at, reason, finished_at)
	VALUES (push, told, kind, whose, '', '', '{}', 'dead', at, at, left(why, 300), at);
END $$;

-- What was given up leaves again, at once; what could not be made is looked at once more.  Of one, or of all of a push.
CREATE FUNCTION outbound_again(which bigint, push bigint, at timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	n bigint;
BEGIN
	IF my_role() IS DISTINCT FROM 'admin' AND session_user <> current_user THEN
		RETURN 0;
	END IF;
	WITH again AS (
		UPDATE outbound_event e SET state = CASE e.body WHEN '' THEN 'dropped' ELSE 'ready' END, run_at = at, failed_at = NULL, refused = 0,
		       finished_at = CASE e.body WHEN '' THEN at END
		 WHERE (e.id = which OR e.push_id = push) AND e.state = 'dead'
		RETURNING e.id, e.push_id, e.subject, e.doc, e.body
	), looked AS (
		INSERT INTO outbound_news (subject, doc, at) SELECT subject, doc, $3 FROM again WHERE body = ''
	), line AS (
		UPDATE outbound_push p SET next_at = '-infinity' WHERE p.id IN (SELECT push_id FROM again)
	)
	SELECT count(*) INTO n FROM again;
	IF n > 0 AND my_id() IS NOT NULL THEN
		INSERT INTO audit (at, user_id, action, object, object_id, change)
		VALUES (outbound_again.at, my_id(), 'update', 'outbound_event', which, jsonb_build_object('state', jsonb_build_array('dead', 'ready')));
	END IF;
	RETURN n;
END $$;

-- The key of a credential that is not there; '' if nothing is missing.
CREATE FUNCTION outbound_lacks(wanted text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT CASE WHEN wanted = '' OR EXISTS (SELECT FROM outbound_credential c WHERE c.key = wanted) THEN '' ELSE wanted END
$$;

-- Who changed what is told to whom; of a credential that it was changed.
CREATE FUNCTION outbound_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), lower(TG_OP), 'outbound_push', coalesce(NEW.id, OLD.id), jsonb_build_object(
	    'name', jsonb_build_array(OLD.name, NEW.name), 'settings', jsonb_build_array(OLD.settings, NEW.settings),
	    'status', jsonb_build_array(OLD.status, NEW.status)));
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_audit_change AFTER INSERT OR DELETE ON outbound_push FOR EACH ROW EXECUTE FUNCTION outbound_audit();
CREATE TRIGGER outbound_audit_update AFTER UPDATE ON outbound_push FOR EACH ROW
	WHEN ((NEW.settings, NEW.status) IS DISTINCT FROM (OLD.settings, OLD.status)) EXECUTE FUNCTION outbound_audit();
CREATE FUNCTION outbound_credential_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, action, object, change)
	VALUES (business_now(), my_id(), lower(TG_OP), 'outbound_credential', jsonb_build_object('key', coalesce(NEW.key, OLD.key)));
	RETURN NULL;
END $$;
CREATE TRIGGER outbound_credential_audit AFTER INSERT OR UPDATE OR DELETE ON outbound_credential
FOR EACH ROW EXECUTE FUNCTION outbound_credential_audit();

REVOKE EXECUTE ON FUNCTION outbound_changed(bigint, text[]), outbound_patient(), outbound_enrolment(), outbound_message(), outbound_also_about(),
    outbound_task(), outbound_decision(), outbound_report(), outbound_audit(), outbound_credential_audit(),
    outbound_queue(bigint, text, text, bigint, text, text, text[], timestamptz, timestamptz),
    outbound_fault(bigint, text, text, bigint, text, timestamptz), outbound_again(bigint, bigint, timestamptz), outbound_lacks(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound_queue(bigint, text, text, bigint, text, text, text[], timestamptz, timestamptz),
    outbound_fault(bigint, text, text, bigint, text, timestamptz) TO aftercare_rules;
GRANT EXECUTE ON FUNCTION outbound_again(bigint, bigint, timestamptz), outbound_lacks(text) TO aftercare_site;

-- As before, and what waits to be pushed.
CREATE OR REPLACE FUNCTION cht_monitoring(at timestamptz) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH recent AS MATERIALIZED (
		SELECT m.id, m.state, CASE WHEN m.state IN ('sent', 'delivered', 'failed') THEN 'final' WHEN m.state = 'cancelled' THEN 'muted'
		       ELSE 'pending' END AS part
		  FROM message m
		 WHERE m.at > $1 - interval '7 days' AND m.at <= $1 AND m.direction = 'out' AND m.kind <> 'call'
	), hundred AS (
		SELECT part, state, count(*) AS n
		  FROM (SELECT part, state, row_number() OVER (PARTITION BY part ORDER BY id DESC) AS place FROM recent) r
		 WHERE place <= 100 GROUP BY part, state
	), n AS (
		SELECT (SELECT count(*) FROM outbox WHERE state = 'ready' AND run_at <= $1) + (SELECT count(*) FROM outbox WHERE state = 'leased') AS due,
		       (SELECT count(*) FROM reminder WHERE state = 'planned') AS scheduled,
		       (SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at > $1 - interval '7 days' AND due_at <= $1) AS overdue,
		       (SELECT count(*) FROM message WHERE state = 'failed') AS failed,
		       (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT due FROM rule_figures($1)) AS behind,
		       (SELECT count(*) FROM subscription_event WHERE state IN ('ready', 'leased')) +
		       (SELECT count(*) FROM outbound_event WHERE state IN ('ready', 'leased')) + (SELECT count(*) FROM outbound_news) AS pushes,
		       (SELECT count(DISTINCT user_id) FROM session WHERE seen_at > $1 - interval '7 days') AS people
	), of AS (
		SELECT coalesce(json_object_agg(part || ' ' || state, hundred.n), '{}')::jsonb AS hundred FROM hundred
	), store AS (
		SELECT json_build_object('name', '', 'update_sequence', -1, 'doc_count', -1, 'doc_del_count', -1, 'fragmentation', -1,
		    'sizes', json_build_object('active', -1, 'file', -1), 'view_indexes', '[]'::json) AS unknown
	)
	SELECT json_build_object(
		'version', json_build_object('app', '', 'node', '', 'couchdb', ''),
		'couchdb', json_build_object('medic', unknown, 'sentinel', unknown, 'usersmeta', unknown, 'users', unknown),
		'date', json_build_object('current', ms($1), 'uptime', -1),
		'sentinel', json_build_object('backlog', n.behind),
		'messaging', json_build_object('outgoing', json_build_object(
		    'total', json_build_object('due', n.due, 'scheduled', n.scheduled, 'muted', -1, 'failed', n.failed, 'delivered', -1),
		    'seven_days', json_build_object('due', (SELECT count(*) FROM recent WHERE part = 'pending'), 'scheduled', n.overdue,
			'muted', (SELECT count(*) FROM recent WHERE part = 'muted'), 'failed', (SELECT count(*) FROM recent WHERE state = 'failed'),
			'delivered', (SELECT count(*) FROM recent WHERE state = 'delivered')),
		    'last_hundred', json_build_object(
			'pending', json_build_object('pending', coalesce((hundred ->> 'pending queued')::int, 0) + coalesce((hundred ->> 'pending held')::int, 0),
			    'forwarded-to-gateway', coalesce((hundred ->> 'pending sending')::int, 0) + coalesce((hundred ->> 'pending unsure')::int, 0),
			    'received-by-gateway', -1, 'forwarded-by-gateway', -1),
			'final', json_build_object('sent', coalesce((hundred ->> 'final sent')::int, 0),
			    'delivered', coalesce((hundred ->> 'final delivered')::int, 0), 'failed', coalesce((hundred ->> 'final failed')::int, 0)),
			'muted', json_build_object('denied', -1, 'cleared', coalesce((hundred ->> 'muted cancelled')::int, 0), 'muted', -1, 'duplicate', -1)))),
		'outbound_push', json_build_object('backlog', n.pushes),
		'feedback', json_build_object('count', -1), 'conflict', json_build_object('count', 0),
		'replication_limit', json_build_object('count', 0), 'connected_users', json_build_object('count', n.people))
	  FROM n, of, store
$$;
