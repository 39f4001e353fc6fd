-- What a caller says is no longer believed where the database can know better,
-- and what guessers do to others no longer keeps a person out.

-- Places ------------------------------------------------------------------------

-- Those of the nurse or supervisor who asks; of anybody else none.
CREATE FUNCTION my_places() RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN my_role() IN ('nurse', 'supervisor')
	    THEN coalesce(nullif(current_setting('app.places', true), ''), '{}')::bigint[] ELSE '{}' END
$$;
CREATE FUNCTION places_in_common(these bigint[], those bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(array_agg(id), '{}')
	  FROM (SELECT unnest(these) INTERSECT SELECT unnest(those)) both_have (id)
$$;

-- Both look past row security; whatever places they are given, they keep to
-- those of the user.
ALTER FUNCTION patient_search(text, text, bigint[], integer) RENAME TO patient_search_within;
REVOKE EXECUTE ON FUNCTION patient_search_within(text, text, bigint[], integer) FROM aftercare_site;
CREATE FUNCTION patient_search(needle text, digits text, places bigint[], most integer)
RETURNS TABLE (id bigint, exact boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT * FROM patient_search_within(needle, digits, places_in_common(places, my_places()), most)
$$;
ALTER FUNCTION patient_changes(bigint, bigint[]) RENAME TO patient_changes_within;
REVOKE EXECUTE ON FUNCTION patient_changes_within(bigint, bigint[]) FROM aftercare_site;
CREATE FUNCTION patient_changes(which bigint, places bigint[])
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, object text, columns text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT * FROM patient_changes_within(which, places_in_common(places, my_places()))
$$;

-- A row without a place is everybody's, so one about a patient always has his.
ALTER TABLE thread ADD CONSTRAINT thread_place CHECK (patient_id IS NULL OR place_id IS NOT NULL);
ALTER TABLE message ADD CONSTRAINT message_place CHECK (patient_id IS NULL OR place_id IS NOT NULL);
ALTER TABLE task ADD CONSTRAINT task_place CHECK (patient_id IS NULL OR place_id IS NOT NULL);
ALTER TABLE escalation ADD CONSTRAINT escalation_place CHECK (patient_id IS NULL OR place_id IS NOT NULL);
ALTER TABLE escalation ADD CONSTRAINT escalation_patient FOREIGN KEY (patient_id, place_id)
	REFERENCES patient (id, place_id) ON UPDATE CASCADE;
ALTER TABLE checkin ADD CONSTRAINT checkin_patient FOREIGN KEY (patient_id, place_id)
	REFERENCES patient (id, place_id) ON UPDATE CASCADE;

-- Runs name phones, and the site has no use for them.
REVOKE SELECT ON run FROM aftercare_site;

-- Signing in ----------------------------------------------------------------------

-- Failures of the last while, each with its own last moment, so that nobody
-- waits for what others did; and whether this user has signed in from this
-- address before.
DROP FUNCTION sign_in_failures(text, text, timestamptz);
CREATE FUNCTION sign_in_failures(login text, from_address text, since timestamptz, known_since timestamptz)
RETURNS TABLE (pair bigint, account bigint, address_only bigint,
    pair_at timestamptz, account_at timestamptz, address_at timestamptz, known boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FILTER (WHERE username = login AND address = from_address),
	       count(*) FILTER (WHERE username = login),
	       count(*) FILTER (WHERE address = from_address),
	       max(at) FILTER (WHERE username = login AND address = from_address),
	       max(at) FILTER (WHERE username = login),
	       max(at) FILTER (WHERE address = from_address),
	       EXISTS (SELECT FROM app_user u
	                 JOIN audit a ON a.object = 'app_user' AND a.object_id = u.id AND a.at > known_since
	                WHERE u.username = login AND a.action = 'sign-in' AND a.address = from_address)
	  FROM sign_in_failure
	 WHERE at > since AND (username = login OR address = from_address)
$$;

REVOKE EXECUTE ON FUNCTION my_places(), places_in_common(bigint[], bigint[]),
    patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]),
    sign_in_failures(text, text, timestamptz, timestamptz), delivery_reason(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]),
    sign_in_failures(text, text, timestamptz, timestamptz) TO aftercare_site;
