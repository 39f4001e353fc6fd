-- Who is told of cases that are late may be told by SMS, too: to a number of one's own, where the programme wants it.

ALTER TABLE app_user
	ADD mobile text NOT NULL DEFAULT '' CHECK (mobile ~ '^(\+[1-9][0-9]{5,14})?$'),
	ADD texts boolean NOT NULL DEFAULT false,	-- wants to be told by SMS
	ADD CONSTRAINT app_user_texts_check CHECK (NOT texts OR mobile <> '');
CREATE UNIQUE INDEX app_user_mobile ON app_user (mobile) WHERE mobile <> '';
GRANT SELECT (mobile, texts), UPDATE (mobile, texts) ON app_user TO aftercare_site;
GRANT SELECT (mobile, texts, language) ON app_user TO aftercare_worker;

-- Whose number this is, of those who work here.
CREATE FUNCTION phone_staff(which bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT u.id FROM phone ph JOIN app_user u ON u.mobile = ph.e164 AND u.active WHERE ph.id = $1 AND u.mobile <> ''
$$;
-- He wants no more of them.
CREATE FUNCTION staff_texts_end(who bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE app_user SET texts = false WHERE id = $1 AND texts
$$;

ALTER TABLE case_notice ADD message_id bigint REFERENCES message;
CREATE INDEX case_notice_message ON case_notice (message_id) WHERE message_id IS NOT NULL;
GRANT UPDATE (message_id) ON case_notice TO aftercare_worker;

-- The names that a conversation goes by: the patient's, of those who share the number, or of the colleague whose it is.
CREATE FUNCTION staff_name(which bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT u.name FROM public.app_user u WHERE u.id = public.phone_staff(which));
END $$;
CREATE OR REPLACE FUNCTION thread_names(kind text, phone_id bigint, given_name text, family_name text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT coalesce(CASE kind WHEN 'patient' THEN trim(given_name || ' ' || family_name)
	    WHEN 'shared' THEN phone_names(phone_id) ELSE staff_name(phone_id) END, '')
$$;

REVOKE EXECUTE ON FUNCTION phone_staff(bigint), staff_texts_end(bigint), staff_name(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION phone_staff(bigint), staff_name(bigint) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION staff_texts_end(bigint) TO aftercare_worker;
