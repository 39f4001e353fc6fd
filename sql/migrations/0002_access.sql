-- Who may see and write which rows: a role for each program, row security on
-- every table with patient data, and the trail of every write.

-- Roles: each program signs in as its own and can do no more than it needs.
DO $$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['aftercare_site', 'aftercare_api', 'aftercare_worker', 'aftercare_sim'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I LOGIN', r);
		END IF;
		EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', r);
		EXECUTE format('ALTER ROLE %I SET lock_timeout = ''5s''', r);
		EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''20s''', r);
	END LOOP;
END $$;
ALTER ROLE aftercare_site SET statement_timeout = '10s';
ALTER ROLE aftercare_api SET statement_timeout = '5s';
ALTER ROLE aftercare_worker SET statement_timeout = '60s';
ALTER ROLE aftercare_sim SET statement_timeout = '30s';
ALTER ROLE aftercare_sim SET search_path = sim;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- What the site tells the database about who asks, for one transaction: set
-- by session_resume() and by nothing else.
CREATE FUNCTION my_id() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::bigint $$;
CREATE FUNCTION my_role() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('app.role', true), '') $$;

-- Row security.  The sub-select makes the setting a constant of the statement:
-- the plain form reads it again for every row and costs seventy times as much.
DO $$
DECLARE t text;
DECLARE mine constant text :=
    'place_id = ANY (((SELECT coalesce(nullif(current_setting(''app.places'', true), ''''), ''{}'')))::bigint[])';
DECLARE clinical constant text :=
    '(SELECT coalesce(current_setting(''app.role'', true), '''')) IN (''nurse'', ''supervisor'')';
BEGIN
	FOREACH t IN ARRAY ARRAY['patient', 'enrolment', 'thread', 'message', 'reminder', 'checkin', 'task',
	    'escalation', 'task_event', 'outbox'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true) WITH CHECK (true)', t);
		IF t IN ('patient', 'enrolment', 'reminder', 'checkin') THEN
			EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING ((%s) AND (%s))', t, clinical, mine);
		ELSE
			-- An unknown number belongs to no place yet: every nurse may answer it.
			EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING ((%s) AND (place_id IS NULL OR %s))',
			    t, clinical, mine);
		END IF;
	END LOOP;
END $$;

ALTER TABLE phone ENABLE ROW LEVEL SECURITY;
ALTER TABLE phone FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON phone TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON phone FOR SELECT TO aftercare_site USING (
	EXISTS (SELECT FROM patient p WHERE p.phone_id = phone.id OR p.phone2_id = phone.id)
	OR EXISTS (SELECT FROM thread t WHERE t.phone_id = phone.id));

-- Drafts and presence belong to a person.
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON draft TO aftercare_site USING (user_id = (SELECT my_id()))
	WITH CHECK (user_id = (SELECT my_id()) AND EXISTS (SELECT FROM thread t WHERE t.id = thread_id));
CREATE POLICY worker ON draft TO aftercare_worker USING (true);
ALTER TABLE presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE presence FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON presence FOR SELECT TO aftercare_site
	USING (EXISTS (SELECT FROM thread t WHERE t.id = thread_id));
CREATE POLICY own_insert ON presence FOR INSERT TO aftercare_site
	WITH CHECK (user_id = (SELECT my_id()) AND EXISTS (SELECT FROM thread t WHERE t.id = thread_id));
CREATE POLICY own_update ON presence FOR UPDATE TO aftercare_site USING (user_id = (SELECT my_id()));
CREATE POLICY worker ON presence TO aftercare_worker USING (true);

-- People and places: everybody signed in reads names; the admin writes.
ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY names ON app_user FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin ON app_user FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_or_self ON app_user FOR UPDATE TO aftercare_site
	USING ((SELECT my_role()) = 'admin' OR id = (SELECT my_id()));
CREATE POLICY worker ON app_user FOR SELECT TO aftercare_worker USING (true);
ALTER TABLE place ENABLE ROW LEVEL SECURITY;
ALTER TABLE place FORCE ROW LEVEL SECURITY;
CREATE POLICY names ON place FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON place FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON place FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON place FOR SELECT TO aftercare_worker USING (true);
ALTER TABLE user_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_place FORCE ROW LEVEL SECURITY;
CREATE POLICY names ON user_place FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON user_place FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_delete ON user_place FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON user_place FOR SELECT TO aftercare_worker USING (true);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON session TO aftercare_site USING (user_id = (SELECT my_id()) OR (SELECT my_role()) = 'admin');
CREATE POLICY worker ON session TO aftercare_worker USING (true);
ALTER TABLE once ENABLE ROW LEVEL SECURITY;
ALTER TABLE once FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON once TO aftercare_site USING (user_id = (SELECT my_id()))
	WITH CHECK (user_id = (SELECT my_id()));
CREATE POLICY worker ON once TO aftercare_worker USING (true);
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY admin ON audit FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');

-- Sessions -------------------------------------------------------------------

-- Who holds this session: tells row security, and the site.  Idle for too
-- long, or too old, is the same as none.
CREATE FUNCTION session_resume(hash text, at timestamptz, idle interval)
RETURNS TABLE (id bigint, name text, role text, csrf text, language text, keys_on boolean,
    expires_at timestamptz, place_id bigint, place_name text, zone text, region text, places bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE u record;
BEGIN
	SELECT au.id, au.name, au.role, s.csrf, au.language, au.keys_on,
	       least(s.expires_at, s.seen_at + idle) AS expires_at INTO u
	  FROM session s JOIN app_user au ON au.id = s.user_id
	 WHERE s.token_hash = hash AND au.active AND s.expires_at > at AND s.seen_at + idle > at;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	id := u.id; name := u.name; role := u.role; csrf := u.csrf; language := u.language;
	keys_on := u.keys_on; expires_at := u.expires_at;
	SELECT coalesce(array_agg(p.id ORDER BY p.name), '{}') INTO places
	  FROM user_place up JOIN place p ON p.id = up.place_id
	 WHERE up.user_id = u.id AND p.active;
	SELECT p.id, p.name, p.zone, p.region INTO place_id, place_name, zone, region
	  FROM user_place up JOIN place p ON p.id = up.place_id
	 WHERE up.user_id = u.id AND p.active ORDER BY p.name LIMIT 1;
	IF place_name IS NULL THEN
		place_name := ''; zone := 'UTC'; region := 'ZW';
	END IF;
	PERFORM set_config('app.user_id', u.id::text, true), set_config('app.role', u.role, true),
	    set_config('app.places', places::text, true);
	RETURN NEXT;
END $$;

-- Marks the session as used: its own short transaction, at most once a minute.
CREATE FUNCTION session_touch(hash text, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS
$$ UPDATE session SET seen_at = at WHERE token_hash = hash AND seen_at < at - interval '1 minute' $$;

CREATE FUNCTION sign_in_lookup(login text) RETURNS TABLE (id bigint, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT u.id, u.password_hash FROM app_user u WHERE u.username = login AND u.active $$;

CREATE FUNCTION session_open(who bigint, hash text, forgery text, at timestamptz, life interval,
    from_address text, on_device text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO session (token_hash, user_id, csrf, created_at, seen_at, expires_at, address, device)
	VALUES (hash, who, forgery, at, at, at + life, from_address, on_device);
	UPDATE app_user SET signed_in_at = at WHERE id = who;
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	VALUES (at, who, 'sign-in', 'app_user', who, from_address);
END $$;

CREATE FUNCTION session_close(hash text, at timestamptz, from_address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	WITH gone AS (DELETE FROM session WHERE token_hash = hash RETURNING user_id)
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	SELECT at, user_id, 'sign-out', 'app_user', user_id, from_address FROM gone
$$;

CREATE FUNCTION sign_in_fail(login text, from_address text, failed_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO sign_in_failure (username, address, at) VALUES (login, from_address, failed_at)
$$;
-- Failures of the last quarter of an hour: of this account from this address,
-- of this account from anywhere, and of this address for any account.
CREATE FUNCTION sign_in_failures(login text, from_address text, since timestamptz)
RETURNS TABLE (pair bigint, account bigint, address_only bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FILTER (WHERE username = login AND address = from_address),
	       count(*) FILTER (WHERE username = login),
	       count(*) FILTER (WHERE address = from_address),
	       max(at)
	  FROM sign_in_failure
	 WHERE at > since AND (username = login OR address = from_address)
$$;

-- What was looked at, after the page has been made.
CREATE FUNCTION audit_read(who bigint, what text, which bigint, at timestamptz, from_address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	VALUES (at, who, 'read', what, which, from_address)
$$;

-- A phone is found or made without showing whose it is.
CREATE FUNCTION phone_ensure(number text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE found bigint;
BEGIN
	SELECT id INTO found FROM phone WHERE e164 = number;
	IF found IS NULL THEN
		INSERT INTO phone (e164) VALUES (number) ON CONFLICT (e164) DO UPDATE SET e164 = excluded.e164
		RETURNING id INTO found;
	END IF;
	RETURN found;
END $$;
-- How many patients elsewhere use it: a number, no name.
CREATE FUNCTION phone_used_elsewhere(number text, mine bigint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM phone ph JOIN patient p ON p.phone_id = ph.id
	 WHERE ph.e164 = number AND p.place_id <> ALL (mine)
$$;

-- Row-level writes into the audit ------------------------------------------------

CREATE FUNCTION audit_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
	after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
	row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
	diff jsonb;
	at_ timestamptz := business_now();
BEGIN
	SELECT jsonb_object_agg(k, CASE WHEN k = 'password_hash' THEN '["hidden", "hidden"]'
	    ELSE jsonb_build_array(before -> k, after -> k) END)
	  INTO diff
	  FROM (SELECT jsonb_object_keys(before || after) k) keys
	 WHERE before -> k IS DISTINCT FROM after -> k
	   AND k NOT IN ('version', 'folded', 'open') AND coalesce(after -> k, before -> k) <> 'null';
	IF TG_OP = 'UPDATE' AND diff IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (at_, my_id(), (row ->> 'place_id')::bigint, lower(TG_OP), TG_TABLE_NAME,
	    coalesce(row ->> 'id', row ->> 'task_id', row ->> 'user_id')::bigint, diff);
	RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['place', 'user_place', 'patient', 'enrolment', 'task', 'escalation'] LOOP
		EXECUTE format('CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON %I
		    FOR EACH ROW EXECUTE FUNCTION audit_write()', t);
	END LOOP;
END $$;
CREATE TRIGGER audit_write AFTER INSERT OR DELETE OR
	UPDATE OF name, username, role, active, password_hash, language ON app_user
	FOR EACH ROW EXECUTE FUNCTION audit_write();
-- Of messages: what a person wrote, undid or filed; delivery states are no decision.
CREATE TRIGGER audit_write AFTER INSERT ON message
	FOR EACH ROW WHEN (NEW.author_id IS NOT NULL) EXECUTE FUNCTION audit_write();
CREATE TRIGGER audit_update AFTER UPDATE OF patient_id, attributed_by, body ON message
	FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER audit_write AFTER UPDATE OF assigned_to, not_patient, snoozed_until ON thread
	FOR EACH ROW EXECUTE FUNCTION audit_write();

CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is written once and stays'; END $$;
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
	FOR EACH STATEMENT EXECUTE FUNCTION audit_stands();

-- Counting changes for open pages ---------------------------------------------------

CREATE FUNCTION place_version_bump() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	-- In the order of ids, so that two transactions cannot wait for each other;
	-- a row of no place concerns every place.
	PERFORM 1 FROM place_version v
	  WHERE v.place_id IN (SELECT place_id FROM changed)
	     OR EXISTS (SELECT FROM changed WHERE place_id IS NULL)
	  ORDER BY v.place_id FOR UPDATE;
	UPDATE place_version v SET version = version + 1
	 WHERE v.place_id IN (SELECT place_id FROM changed)
	    OR EXISTS (SELECT FROM changed WHERE place_id IS NULL);
	RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['task', 'thread', 'message', 'escalation'] LOOP
		EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
		    FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
		EXECUTE format('CREATE TRIGGER version_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
		    FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
	END LOOP;
END $$;

-- Grants ---------------------------------------------------------------------------

GRANT SELECT ON place, place_version, user_place, once, phone, patient, enrolment, outbox, thread, message,
    reminder, checkin, task, escalation, task_event, draft, presence, run, gateway, worker, feed, audit
    TO aftercare_site;
GRANT SELECT (id, username, name, role, language, keys_on, active, created_at, signed_in_at, version)
    ON app_user TO aftercare_site;
GRANT INSERT (username, name, role, password_hash, language, created_at) ON app_user TO aftercare_site;
GRANT UPDATE (username, name, role, password_hash, language, keys_on, active, version) ON app_user TO aftercare_site;
GRANT SELECT (token_hash, user_id, created_at, seen_at, expires_at, address, device), DELETE ON session TO aftercare_site;
GRANT INSERT, UPDATE ON place, patient, enrolment, outbox, thread, message, reminder, checkin, task, escalation,
    draft, presence, once TO aftercare_site;
GRANT INSERT ON task_event TO aftercare_site;
GRANT INSERT, DELETE ON user_place TO aftercare_site;
GRANT DELETE ON draft TO aftercare_site;

GRANT SELECT, INSERT, UPDATE ON phone, outbox, thread, message, reminder, checkin, task, escalation, task_event,
    enrolment, patient, inbox, feed, run, gateway, gateway_call, worker TO aftercare_worker;
GRANT DELETE ON gateway_call, worker, once, session, inbox, presence, draft TO aftercare_worker;
GRANT SELECT ON place, place_version, user_place, once, session, presence, draft TO aftercare_worker;
GRANT SELECT (id, name, role, active) ON app_user TO aftercare_worker;
GRANT SELECT, DELETE ON sign_in_failure TO aftercare_worker;

-- The webhook stores and leaves; it can read nothing of a patient.
GRANT INSERT (source, key, body, received_at), SELECT (id, key) ON inbox TO aftercare_api;
GRANT SELECT ON worker, gateway, feed TO aftercare_api;
GRANT SELECT ON schema_migration TO aftercare_api;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION business_now(), my_id(), my_role() TO aftercare_site, aftercare_worker, aftercare_api;
GRANT EXECUTE ON FUNCTION phone_ensure(text) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION session_resume(text, timestamptz, interval), session_touch(text, timestamptz),
    sign_in_lookup(text), session_open(bigint, text, text, timestamptz, interval, text, text),
    session_close(text, timestamptz, text), sign_in_fail(text, text, timestamptz),
    sign_in_failures(text, text, timestamptz), audit_read(bigint, text, bigint, timestamptz, text),
    phone_used_elsewhere(text, bigint[]) TO aftercare_site;
