-- Whose number it is, of those who work here, is asked of the number itself, which each list of conversations
-- reads anyway.  Asked of the phone's id it was looked up once more for each line that is nobody's, by a statement
-- that PostgreSQL plans anew each time: a quarter of what the list of those who wait took.

CREATE FUNCTION staff_called(number text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT u.name FROM public.app_user u WHERE u.mobile = number AND u.active AND u.mobile <> '');
END $$;

-- The names that a conversation goes by: the patient's, of those who share the number, or of the colleague whose it is.
DROP FUNCTION thread_names(text, bigint, text, text);
DROP FUNCTION staff_name(bigint);
CREATE FUNCTION thread_names(kind text, phone_id bigint, number text, given_name text, family_name text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT coalesce(CASE kind WHEN 'patient' THEN trim(given_name || ' ' || family_name)
	    WHEN 'shared' THEN phone_names(phone_id) ELSE staff_called(number) END, '')
$$;
REVOKE EXECUTE ON FUNCTION staff_called(text), thread_names(text, bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION staff_called(text), thread_names(text, bigint, text, text, text) TO aftercare_site;

-- Who follows what came in asks by the phone, as before.
CREATE OR REPLACE FUNCTION phone_staff(which bigint) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
	RETURN (SELECT u.id FROM phone ph JOIN app_user u ON u.mobile = ph.e164 AND u.active WHERE ph.id = which AND u.mobile <> '');
END $$;
