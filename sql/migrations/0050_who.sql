-- Whose words they are: said of each text of a shared phone, remembered for a while, put right later; numbers that
-- somebody had before; and calls that are asked for.

-- Filed with somebody -------------------------------------------------------------------

-- That a text was taken to be somebody's, by what or by whom, and what was true of him before it: so that it can be
-- taken back.  Of a phone that is one man's alone nothing is written here.
CREATE TABLE filing (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	message_id	bigint NOT NULL REFERENCES message ON DELETE CASCADE,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	at		timestamptz NOT NULL,
	user_id		bigint REFERENCES app_user,	-- NULL: by itself
	how		text NOT NULL CHECK (how IN ('code', 'name', 'talk', 'person')),
	also		boolean NOT NULL,		-- the text stands with somebody else, and is about him, too
	said		text NOT NULL,			-- what of the text is his
	was_sign	timestamptz,			-- the last sign of life before it
	was_out		boolean NOT NULL,		-- he had opted out before it
	ended_at	timestamptz,			-- it was not his
	ended_by	bigint REFERENCES app_user,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE UNIQUE INDEX filing_stands ON filing (message_id, patient_id) WHERE ended_at IS NULL;
CREATE INDEX filing_patient ON filing (patient_id);

-- What a text reported goes with it: with report_follow() to whose it is, with this back to nobody.
CREATE FUNCTION report_unfollow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE report SET patient_id = NULL, place_id = NEW.place_id WHERE doc_id = 'text-message-' || NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER report_unfollow AFTER UPDATE OF patient_id ON message FOR EACH ROW
	WHEN (OLD.patient_id IS NOT NULL AND NEW.patient_id IS NULL AND NEW.direction = 'in') EXECUTE FUNCTION report_unfollow();

-- Until when what comes from a phone is taken to be this man's.  Of several rows of a phone the latest counts.
CREATE TABLE phone_talk (
	phone_id	bigint NOT NULL REFERENCES phone,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	since		timestamptz NOT NULL,
	until		timestamptz NOT NULL,
	user_id		bigint NOT NULL REFERENCES app_user,	-- who said so
	PRIMARY KEY (phone_id, patient_id),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX phone_talk_patient ON phone_talk (patient_id);

-- Numbers of before -----------------------------------------------------------------------

-- What was said with him stays his; what comes from there now is not.
CREATE TABLE phone_past (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	phone_id	bigint NOT NULL REFERENCES phone,
	e164		text NOT NULL,			-- whoever has it now is nobody's business here
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	until		timestamptz NOT NULL,
	user_id		bigint REFERENCES app_user,
	why		text NOT NULL CHECK (why IN ('changed', 'gone')),	-- gone: without another in its place
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX phone_past_phone ON phone_past (phone_id, until);
CREATE INDEX phone_past_patient ON phone_past (patient_id, until);

CREATE FUNCTION patient_phone_past() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO phone_past (phone_id, e164, patient_id, place_id, until, user_id, why)
	SELECT ph.id, ph.e164, NEW.id, NEW.place_id, business_now(), my_id(),
	       CASE WHEN NEW.phone_id IS NULL THEN 'gone' ELSE 'changed' END
	  FROM phone ph
	 WHERE ph.id IN (OLD.phone_id, OLD.phone2_id)
	   AND ph.id IS DISTINCT FROM NEW.phone_id AND ph.id IS DISTINCT FROM NEW.phone2_id;
	-- What he has again is none of before.
	DELETE FROM phone_past f WHERE f.patient_id = NEW.id AND f.phone_id IN (NEW.phone_id, NEW.phone2_id);
	-- Nothing that comes from there is taken to be his any more.
	DELETE FROM phone_talk t WHERE t.patient_id = NEW.id
	   AND t.phone_id IS DISTINCT FROM NEW.phone_id AND t.phone_id IS DISTINCT FROM NEW.phone2_id;
	RETURN NULL;
END $$;
CREATE TRIGGER phone_past AFTER UPDATE OF phone_id, phone2_id ON patient FOR EACH ROW
	WHEN (OLD.phone_id IS DISTINCT FROM NEW.phone_id OR OLD.phone2_id IS DISTINCT FROM NEW.phone2_id)
	EXECUTE FUNCTION patient_phone_past();

-- Who has a number now begins anew: what was said there before stays by itself, and is over.
ALTER TABLE thread ADD ended_at timestamptz, ADD CONSTRAINT thread_ended CHECK (ended_at IS NULL OR patient_id IS NULL AND state <> 'waiting');
DROP INDEX thread_number;
CREATE UNIQUE INDEX thread_number ON thread (phone_id) WHERE patient_id IS NULL AND ended_at IS NULL;

-- How many clients have a number, of whatever facility: how many, and no more.
CREATE FUNCTION phone_users(phone bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM patient p WHERE p.phone_id = $1 OR p.phone2_id = $1
$$;
REVOKE EXECUTE ON FUNCTION phone_users(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION phone_users(bigint) TO aftercare_site, aftercare_worker;

-- A text that does not leave, since the number is another's now, is a draft again of whoever wrote it: before what she
-- has typed since, and whoever says so.
CREATE FUNCTION draft_back(which bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO draft (user_id, thread_id, body, saved_at)
	SELECT m.author_id, m.thread_id, m.body, business_now() FROM message m
	 WHERE m.id = $1 AND m.direction = 'out' AND m.state = 'cancelled' AND NOT m.to_several
	   AND m.author_id IS NOT NULL AND m.place_id = ANY ((SELECT my_places())::bigint[])
	ON CONFLICT (user_id, thread_id)
	DO UPDATE SET body = left(excluded.body || E'\n' || draft.body, 4096), saved_at = excluded.saved_at
$$;
REVOKE EXECUTE ON FUNCTION draft_back(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION draft_back(bigint) TO aftercare_site;

-- Calls that are asked for ------------------------------------------------------------------

ALTER TABLE task DROP CONSTRAINT task_kind_check;
ALTER TABLE task ADD CONSTRAINT task_kind_check CHECK (kind IN ('problem', 'trace', 'who', 'number', 'visit',
	'handed-back', 'free', 'escalation', 'rule', 'call'));
-- Which number to call, where it is not the one that he has.
ALTER TABLE task ADD dial text NOT NULL DEFAULT '' CHECK (dial ~ '^(\+[1-9][0-9]{5,14})?$');
-- One call at a time, of a client or of a number that is nobody's.
CREATE UNIQUE INDEX task_call_patient ON task (patient_id) WHERE kind = 'call' AND open;
CREATE UNIQUE INDEX task_call_thread ON task (thread_id) WHERE kind = 'call' AND open AND patient_id IS NULL;

-- Who sees it ---------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['filing', 'phone_talk', 'phone_past'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true) WITH CHECK (true)', t);
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site
		    USING ((SELECT my_role()) IN (''nurse'', ''supervisor'') AND place_id = ANY ((SELECT my_places())::bigint[]))', t);
	END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by) ON filing TO aftercare_site, aftercare_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON phone_talk TO aftercare_site, aftercare_worker;
GRANT SELECT ON phone_past TO aftercare_site, aftercare_worker;

-- That somebody filed it is in the trail of the message; that it was taken back, here.  His words are in neither.
CREATE TRIGGER audit_write AFTER UPDATE ON filing FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER version_insert AFTER INSERT ON filing REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_insert AFTER INSERT ON phone_talk REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_update AFTER UPDATE ON phone_talk REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
REVOKE EXECUTE ON FUNCTION patient_phone_past(), report_unfollow() FROM PUBLIC;
