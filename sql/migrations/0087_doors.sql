-- Texts that gateways and flows of others bring, as they would bring them to a CHT.
ALTER TABLE inbox DROP CONSTRAINT inbox_source_check;
ALTER TABLE inbox ADD CONSTRAINT inbox_source_check CHECK (source IN ('webhook', 'message', 'run', 'gateway'));

-- Keeps a text that was passed on, once: false, it was there.  Of a client it stands in the trail.  Whoever asks has the
-- rights of the site by then, which the site itself is not to bring texts with.
CREATE FUNCTION inbox_bring(what_key text, what_body text, from_address text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	now_ constant timestamptz := business_now();
	stored bigint;
BEGIN
	IF session_user <> 'aftercare_api' THEN
		RAISE insufficient_privilege USING MESSAGE = 'texts come by the API alone';
	END IF;
	INSERT INTO inbox (source, key, body, received_at) VALUES ('gateway', $1, $2, now_)
	ON CONFLICT (key) DO NOTHING RETURNING id INTO stored;
	IF stored IS NOT NULL AND my_id() IS NOT NULL THEN
		INSERT INTO audit (at, user_id, action, object, object_id, address)
		VALUES (now_, my_id(), 'insert', 'inbox', stored, $3);
	END IF;
	RETURN stored IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION inbox_bring(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inbox_bring(text, text, text) TO aftercare_api, aftercare_site;

-- Whom a client was shown, each a line of the trail.
CREATE FUNCTION client_shown(what text, which bigint[], from_address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	SELECT business_now(), my_id(), 'read', $1, id, $3 FROM unnest($2) id
$$;
REVOKE EXECUTE ON FUNCTION client_shown(text, bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_shown(text, bigint[], text) TO aftercare_site;
-- A contact as the programme's rules see it, for whoever may see the man.
GRANT EXECUTE ON FUNCTION ms(timestamptz), yes_no(boolean), rule_place(bigint, integer),
    rule_contact(patient, text, text, date, timestamptz, text, text, boolean, json) TO aftercare_site;
