-- Programs that come by the API.  Each is a user who never signs in: what it does stands in every trail
-- under its name, and the same row security holds it as a person of its role and facilities.
ALTER TABLE app_user ADD machine boolean NOT NULL DEFAULT false;
GRANT SELECT (machine) ON app_user TO aftercare_site, aftercare_worker;

CREATE TABLE client (
	user_id		bigint PRIMARY KEY REFERENCES app_user,
	token_hash	text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'), -- the token itself is kept nowhere
	-- "system/Task.cruds": the letters are create, read, update, delete and search
	scopes		text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 40),
	per_minute	integer NOT NULL CHECK (per_minute BETWEEN 1 AND 100000),
	created_at	timestamptz NOT NULL,
	expires_at	timestamptz NOT NULL CHECK (expires_at > created_at),
	revoked_at	timestamptz,
	minute		timestamptz,			-- in which it asked last, and how often
	asked		integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
-- No policy: only the functions below, and the owner.
ALTER TABLE client ENABLE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;

-- Whose token this is: tells row security, as session_resume() does.  A search has many shapes and one text, so each
-- is planned for what it asks.
CREATE FUNCTION client_resume(hash text) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
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
	 WHERE c.token_hash = hash AND u.active AND c.revoked_at IS NULL AND c.expires_at > at;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM set_config('app.user_id', id::text, true), set_config('app.role', role, true),
	    set_config('app.places', places::text, true), set_config('plan_cache_mode', 'force_custom_plan', true);
	RETURN NEXT;
END $$;

-- That it asked, and what it was shown.
CREATE FUNCTION client_note(who bigint, what text, which bigint, from_address text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	now_ constant timestamptz := business_now();
BEGIN
	UPDATE client SET asked = CASE WHEN minute = date_trunc('minute', now_) THEN asked + 1 ELSE 1 END,
	       minute = date_trunc('minute', now_)
	 WHERE user_id = who;
	IF what <> '' THEN
		INSERT INTO audit (at, user_id, action, object, object_id, address)
		VALUES (now_, who, 'read', what, which, from_address);
	END IF;
END $$;

-- A machine has no password, whatever stands there.
CREATE OR REPLACE FUNCTION sign_in_lookup(login text) RETURNS TABLE (id bigint, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT u.id, u.password_hash FROM app_user u WHERE u.username = login AND u.active AND NOT u.machine $$;

REVOKE EXECUTE ON FUNCTION client_resume(text), client_note(bigint, text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_resume(text) TO aftercare_api;
GRANT EXECUTE ON FUNCTION client_note(bigint, text, bigint, text) TO aftercare_api, aftercare_site;

-- Once it is known who asks, and not before, a request has the rights of the site.
ALTER ROLE aftercare_api NOINHERIT;
GRANT aftercare_site TO aftercare_api;
