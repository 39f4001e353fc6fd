-- A step's text, sent to the phone of the administrator who tries it: by the outbox as any other, in the conversation of his
-- number, which is no client's.
CREATE TABLE schedule_test (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	version_id	bigint NOT NULL,	-- a draft may be gone since
	step		text NOT NULL CHECK (length(step) BETWEEN 1 AND 40),
	language	text NOT NULL CHECK (length(language) BETWEEN 2 AND 8),
	user_id		bigint NOT NULL REFERENCES app_user,
	at		timestamptz NOT NULL,
	message_id	bigint NOT NULL REFERENCES message
);
CREATE INDEX schedule_test_of ON schedule_test (user_id, at);
CREATE INDEX schedule_test_message ON schedule_test (message_id);
CREATE TRIGGER audit_write AFTER INSERT ON schedule_test FOR EACH ROW EXECUTE FUNCTION audit_write();
ALTER TABLE schedule_test ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule_test FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON schedule_test FOR SELECT TO aftercare_site USING (user_id = (SELECT my_id()) AND (SELECT my_role()) = 'admin');
GRANT SELECT ON schedule_test TO aftercare_site;

-- It is on its way ("sent"), or not: he has no number, a client has it too, RapidPro has stopped it, or so many have left within
-- the hour ("no-number", "client", "blocked", "limit").
CREATE FUNCTION schedule_test_send(version bigint, of_step text, in_language text, words text, intent uuid, most integer, now_ timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	his text;
	his_phone bigint;
	his_thread bigint;
	out_id bigint;
	said bigint;
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator tries a step';
	END IF;
	-- Two at once are counted one after the other.
	SELECT u.mobile INTO his FROM app_user u WHERE u.id = my_id() FOR UPDATE;
	IF coalesce(his, '') = '' THEN
		RETURN 'no-number';
	END IF;
	his_phone := phone_ensure(his);
	IF EXISTS (SELECT FROM patient p WHERE p.phone_id = his_phone) THEN
		RETURN 'client';
	ELSIF EXISTS (SELECT FROM phone p WHERE p.id = his_phone AND p.stopped_at IS NOT NULL) THEN
		RETURN 'blocked';
	ELSIF (SELECT count(*) FROM schedule_test t WHERE t.user_id = my_id() AND t.at > now_ - interval '1 hour') >= most THEN
		RETURN 'limit';
	END IF;
	INSERT INTO thread (kind, phone_id) VALUES ('unknown', his_phone)
	    ON CONFLICT (phone_id) WHERE patient_id IS NULL AND ended_at IS NULL DO UPDATE SET phone_id = excluded.phone_id
	RETURNING id INTO his_thread;
	INSERT INTO outbox (key, kind, phone_id, body, priority, run_at, good_until, created_at, created_by)
	VALUES (intent, 'text', his_phone, words, 3, now_, now_ + interval '1 hour', now_, my_id()) RETURNING id INTO out_id;
	INSERT INTO message (thread_id, phone_id, direction, kind, body, state, at, outbox_id)
	VALUES (his_thread, his_phone, 'out', 'automatic', words, 'queued', now_, out_id) RETURNING id INTO said;
	UPDATE thread t SET last_at = now_, last_message_id = said,
	       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
	       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(words, 160) END
	 WHERE t.id = his_thread;
	INSERT INTO schedule_test (version_id, step, language, user_id, at, message_id)
	VALUES (version, of_step, in_language, my_id(), now_, said);
	RETURN 'sent';
END $$;

-- His own, the latest first, and what became of each.
CREATE FUNCTION schedule_test_list() RETURNS TABLE (at timestamptz, step text, language text, body text, state text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT t.at, t.step, t.language, m.body, m.state, m.reason FROM schedule_test t JOIN message m ON m.id = t.message_id AND m.patient_id IS NULL
	 WHERE t.user_id = my_id() AND my_role() = 'admin' ORDER BY t.at DESC, t.id DESC LIMIT 20
$$;

REVOKE EXECUTE ON FUNCTION schedule_test_send(bigint, text, text, text, uuid, integer, timestamptz), schedule_test_list() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_test_send(bigint, text, text, text, uuid, integer, timestamptz), schedule_test_list() TO aftercare_site;
