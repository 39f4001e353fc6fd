-- Programs that prove with a key who they are, and get a token for a few minutes (docs/fhir.md): SMART Backend Services.
-- Such a client has no token that lasts.
ALTER TABLE client ALTER token_hash DROP NOT NULL;

CREATE TABLE client_key (
	user_id		bigint PRIMARY KEY REFERENCES client ON DELETE CASCADE,
	url		text NOT NULL CHECK (length(url) <= 500), -- at which it shows its keys; '' if it has brought them
	keys		text NOT NULL,			-- a JWK Set; '' until they are read
	read_at		timestamptz,			-- when they were
	tried_at	timestamptz,
	next_at		timestamptz NOT NULL DEFAULT 'infinity', -- when they are read again
	failed		text NOT NULL DEFAULT '',	-- why they could not be
	CHECK (url <> '' OR keys <> '')
);
CREATE INDEX client_key_next ON client_key (next_at) WHERE url <> '';
ALTER TABLE client_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_key FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON client_key TO aftercare_worker USING (true);
GRANT SELECT, UPDATE (keys, read_at, tried_at, next_at, failed) ON client_key TO aftercare_worker;

-- Proofs that were used: none is taken twice.
CREATE TABLE client_proof (
	user_id		bigint NOT NULL REFERENCES client ON DELETE CASCADE,
	jti_hash	text NOT NULL CHECK (jti_hash ~ '^[0-9a-f]{64}$'),
	expires_at	timestamptz NOT NULL,
	PRIMARY KEY (user_id, jti_hash)
);
CREATE INDEX client_proof_old ON client_proof (expires_at);
ALTER TABLE client_proof ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_proof FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON client_proof TO aftercare_worker USING (true);
GRANT SELECT (expires_at), DELETE ON client_proof TO aftercare_worker;

CREATE TABLE client_token (
	token_hash	text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'), -- the token itself is kept nowhere
	user_id		bigint NOT NULL REFERENCES client ON DELETE CASCADE,
	scopes		text NOT NULL,			-- as client.scopes has them, with blanks between
	expires_at	timestamptz NOT NULL
);
CREATE INDEX client_token_old ON client_token (expires_at);
ALTER TABLE client_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_token FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON client_token TO aftercare_worker USING (true);
GRANT SELECT (expires_at), DELETE ON client_token TO aftercare_worker;

-- Keys that nobody could read for a day may have been withdrawn.
CREATE FUNCTION client_keys(login text, at timestamptz) RETURNS TABLE (id bigint, url text, keys text, scopes text, too_often boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT u.id, k.url, CASE WHEN k.url = '' OR k.read_at > $2 - interval '1 day' THEN k.keys ELSE '' END, array_to_string(c.scopes, ' '),
	       c.minute IS NOT DISTINCT FROM date_trunc('minute', $2) AND c.asked >= c.per_minute
	  FROM app_user u JOIN client c ON c.user_id = u.id JOIN client_key k ON k.user_id = u.id
	 WHERE u.username = $1 AND client_stands(u.id, $2)
$$;

-- False for a proof that was used already: of two at the same moment the second waits here for the first.
CREATE FUNCTION client_grant(who bigint, jti text, proof_ends timestamptz, hash text, granted text, at timestamptz, ends timestamptz,
    from_address text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO client_proof (user_id, jti_hash, expires_at) VALUES (who, jti, proof_ends) ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO client_token (token_hash, user_id, scopes, expires_at) VALUES (hash, who, granted, ends);
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	VALUES (at, who, 'sign-in', 'app_user', who, from_address);
	RETURN true;
END $$;

-- It has a key that we do not know: its address is asked again, however often that is wanted not more than every ten seconds.
CREATE FUNCTION client_keys_want(who bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE client_key SET next_at = business_now()
	 WHERE user_id = $1 AND url <> '' AND next_at > business_now() AND (tried_at IS NULL OR tried_at <= business_now() - interval '10 seconds')
$$;

CREATE OR REPLACE FUNCTION client_resume(hash text) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	SELECT a.id, a.name, a.role, coalesce(t.scopes, a.scopes), a.places, a.too_often
	  FROM (SELECT c.user_id, NULL::text AS scopes FROM client c WHERE c.token_hash = $1
	        UNION ALL
	        SELECT k.user_id, k.scopes FROM client_token k WHERE k.token_hash = $1 AND k.expires_at > business_now()) t
	 CROSS JOIN LATERAL client_act(t.user_id) a
$$;

REVOKE EXECUTE ON FUNCTION client_keys(text, timestamptz), client_keys_want(bigint),
    client_grant(bigint, text, timestamptz, text, text, timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_keys(text, timestamptz), client_keys_want(bigint),
    client_grant(bigint, text, timestamptz, text, text, timestamptz, timestamptz, text) TO aftercare_api;
