-- Writing to clients: ready answers, texts that wait for the morning, and messages to
-- several at once.  docs/messages.md.

-- Ready answers --------------------------------------------------------------------------

-- One thing that is said often.
CREATE TABLE answer (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name		text UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,59}$'),	-- in the programme's file; NULL: written here
	created_at	timestamptz NOT NULL,
	retired_at	timestamptz,	-- nobody is offered it any more
	retired_by	bigint REFERENCES app_user
);
-- What it said and says: written once.  Offered is the latest that somebody other than its
-- writer has approved, until the day that he set.
CREATE TABLE answer_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	answer_id	bigint NOT NULL REFERENCES answer,
	number		integer NOT NULL CHECK (number > 0),
	title		text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
	day_from	integer NOT NULL DEFAULT -1 CHECK (day_from BETWEEN -1 AND 999),	-- of the follow-up; -1: any
	day_to		integer NOT NULL DEFAULT -1 CHECK (day_to BETWEEN -1 AND 999),
	sign		text NOT NULL DEFAULT '' CHECK (length(sign) <= 40),	-- '': any
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,	-- NULL: it came with the programme
	approved_at	timestamptz,
	approved_by	bigint REFERENCES app_user,
	good_until	date,
	UNIQUE (answer_id, number),
	CHECK (day_to = -1 OR day_to >= day_from),
	CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (good_until IS NULL)),
	CONSTRAINT answer_version_two_people CHECK (approved_by <> created_by)
);
CREATE TABLE answer_text (
	version_id	bigint NOT NULL REFERENCES answer_version,
	language	text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 640),
	PRIMARY KEY (version_id, language)
);
-- How often it was sent, by day of the follow-up (-1: none) and sign.
CREATE TABLE answer_use (
	answer_id	bigint NOT NULL REFERENCES answer,
	day		integer NOT NULL,
	sign		text NOT NULL,
	n		bigint NOT NULL,
	last_at		timestamptz NOT NULL,
	PRIMARY KEY (answer_id, day, sign)
) WITH (fillfactor = 70);

CREATE FUNCTION answer_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR (OLD.id, OLD.answer_id, OLD.number, OLD.title, OLD.day_from, OLD.day_to, OLD.sign, OLD.created_at, OLD.created_by)
	    IS DISTINCT FROM (NEW.id, NEW.answer_id, NEW.number, NEW.title, NEW.day_from, NEW.day_to, NEW.sign, NEW.created_at, NEW.created_by) THEN
		RAISE EXCEPTION 'a version of a ready answer is written once and stays';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER answer_version_stands BEFORE UPDATE OR DELETE ON answer_version
	FOR EACH ROW EXECUTE FUNCTION answer_version_stands();
-- What was approved is what is sent: its words come with the version, in one transaction.
CREATE FUNCTION answer_text_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'INSERT' OR EXISTS (SELECT FROM answer_version v WHERE v.id = NEW.version_id AND v.approved_at IS NOT NULL) THEN
		RAISE EXCEPTION 'the words of a ready answer are written once and stay';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER answer_text_stands BEFORE INSERT OR UPDATE OR DELETE ON answer_text
	FOR EACH ROW EXECUTE FUNCTION answer_text_stands();
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON answer FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON answer_version FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Messages to several --------------------------------------------------------------------

-- To one client or to those of a facility who are chosen by day, language or what is waited
-- for.  Who gets which words is settled when it is looked at first, and what is seen is sent.
CREATE TABLE mailing (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	day_from	integer NOT NULL DEFAULT -1,	-- of the follow-up; -1: any
	day_to		integer NOT NULL DEFAULT -1,
	language	text NOT NULL DEFAULT '',
	waits		text NOT NULL DEFAULT '' CHECK (waits IN ('', 'us', 'him')),	-- for our answer; we for his
	state		text NOT NULL DEFAULT 'draft' CHECK (state IN
			('draft', 'asked', 'sent', 'refused', 'expired', 'dropped')),
	created_at	timestamptz NOT NULL,
	created_by	bigint NOT NULL REFERENCES app_user,
	expires_at	timestamptz NOT NULL,	-- then it can neither be sent nor confirmed
	asked_at	timestamptz,
	decided_at	timestamptz,
	decided_by	bigint REFERENCES app_user,	-- who confirmed or refused; NULL: nobody had to
	reason		text NOT NULL DEFAULT '' CHECK (length(reason) <= 300),
	sent_at		timestamptz,
	UNIQUE (id, place_id),
	CONSTRAINT mailing_two_people CHECK (decided_by <> created_by)
);
CREATE INDEX mailing_place ON mailing (place_id, created_at DESC);
CREATE INDEX mailing_asked ON mailing (expires_at) WHERE state IN ('draft', 'asked');
CREATE TABLE mailing_text (
	mailing_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	language	text NOT NULL,
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 640),
	PRIMARY KEY (mailing_id, language),
	FOREIGN KEY (mailing_id, place_id) REFERENCES mailing (id, place_id) ON DELETE CASCADE
);
CREATE TABLE mailing_person (
	mailing_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	patient_id	bigint NOT NULL REFERENCES patient,
	phone_id	bigint REFERENCES phone,
	language	text NOT NULL,
	body		text NOT NULL,		-- as it is for him
	skipped		text NOT NULL DEFAULT '',	-- why he does not get it
	message_id	bigint REFERENCES message,
	PRIMARY KEY (mailing_id, patient_id),
	FOREIGN KEY (mailing_id, place_id) REFERENCES mailing (id, place_id) ON DELETE CASCADE
);
CREATE INDEX mailing_person_patient ON mailing_person (patient_id);
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON mailing FOR EACH ROW EXECUTE FUNCTION audit_write();
-- What went to several stands on the message: he may move to a facility that may not see the mailing.
ALTER TABLE message ADD to_several boolean NOT NULL DEFAULT false;

-- Texts that wait ------------------------------------------------------------------------

-- A nurse's text for the morning has priority 20: below what any claim takes
-- (worker/dispatch_job.c), until its hour has come and it has been looked at once more.
CREATE INDEX outbox_later ON outbox (run_at) WHERE state = 'ready' AND priority = 20;

-- Who may --------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['answer', 'answer_version', 'answer_text', 'answer_use', 'mailing', 'mailing_text', 'mailing_person'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
	END LOOP;
	-- What is said often is no secret; who writes it is the administrator or a supervisor.
	FOREACH t IN ARRAY ARRAY['answer', 'answer_version', 'answer_text', 'answer_use'] LOOP
		EXECUTE format('CREATE POLICY names ON %I FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL)', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['mailing', 'mailing_text', 'mailing_person'] LOOP
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[]))', t);
	END LOOP;
END $$;
CREATE POLICY writers ON answer FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role() IN ('admin', 'supervisor')));
CREATE POLICY writers_update ON answer FOR UPDATE TO aftercare_site USING ((SELECT my_role() IN ('admin', 'supervisor')));
CREATE POLICY writers ON answer_version FOR INSERT TO aftercare_site
	WITH CHECK ((SELECT my_role() IN ('admin', 'supervisor')) AND created_by = (SELECT my_id()) AND approved_by IS NULL);
CREATE POLICY clinicians ON answer_version FOR UPDATE TO aftercare_site USING ((SELECT my_role() = 'supervisor'))
	WITH CHECK (approved_by = (SELECT my_id()));
CREATE POLICY writers ON answer_text FOR INSERT TO aftercare_site
	WITH CHECK (EXISTS (SELECT FROM answer_version v WHERE v.id = version_id AND v.created_by = (SELECT my_id())));
CREATE POLICY users ON answer_use FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role() IN ('nurse', 'supervisor')));
CREATE POLICY users_update ON answer_use FOR UPDATE TO aftercare_site USING ((SELECT my_role() IN ('nurse', 'supervisor')));
GRANT SELECT, INSERT, UPDATE (retired_at, retired_by) ON answer TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (approved_at, approved_by, good_until) ON answer_version TO aftercare_site;
GRANT SELECT, INSERT ON answer_text TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (n, last_at) ON answer_use TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (state, asked_at, expires_at, decided_at, decided_by, reason, sent_at) ON mailing TO aftercare_site;
GRANT SELECT, INSERT ON mailing_text TO aftercare_site;
GRANT SELECT, INSERT, UPDATE (skipped, message_id) ON mailing_person TO aftercare_site;
REVOKE EXECUTE ON FUNCTION answer_version_stands(), answer_text_stands() FROM PUBLIC;
-- What was not sent after all goes back to its writer.
GRANT INSERT, UPDATE (body, saved_at) ON draft TO aftercare_worker;
-- What went to several at once has answered nobody.
CREATE OR REPLACE FUNCTION thread_done_until(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT greatest((SELECT max(m.id) FROM message m
	                  WHERE m.thread_id = which AND m.direction = 'out' AND m.author_id IS NOT NULL AND m.state <> 'cancelled'
	                    AND NOT m.to_several),
	                thread_closed_until(which))
$$;
