-- A conversation with everything in it: notes, and a flow's question that a nurse's words
-- put aside.

-- Notes ---------------------------------------------------------------------------------

-- What colleagues tell each other; nothing of it ever leaves.
CREATE TABLE thread_note (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id	bigint NOT NULL REFERENCES thread ON DELETE CASCADE,
	place_id	bigint REFERENCES place,	-- NULL: nobody's yet, as its thread
	at		timestamptz NOT NULL,
	user_id		bigint NOT NULL REFERENCES app_user,
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
	version		integer NOT NULL DEFAULT 1,
	changed_at	timestamptz,
	withdrawn_at	timestamptz,
	withdrawn_by	bigint REFERENCES app_user,
	CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX thread_note_thread ON thread_note (thread_id, at, id);
-- What it said before.
CREATE TABLE thread_note_past (
	note_id		bigint NOT NULL REFERENCES thread_note ON DELETE CASCADE,
	number		integer NOT NULL,
	body		text NOT NULL,
	said_at		timestamptz NOT NULL,
	PRIMARY KEY (note_id, number)
);

ALTER TABLE thread_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread_note FORCE ROW LEVEL SECURITY;
ALTER TABLE thread_note_past ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread_note_past FORCE ROW LEVEL SECURITY;
DO $$
DECLARE mine constant text :=
    'coalesce(place_id = ANY ((SELECT my_places())::bigint[]), my_role() IN (''nurse'', ''supervisor''))';
BEGIN
	EXECUTE format('CREATE POLICY seen ON thread_note FOR SELECT TO aftercare_site USING (%s)', mine);
	EXECUTE format('CREATE POLICY changed ON thread_note FOR UPDATE TO aftercare_site USING (%s)', mine);
	EXECUTE format('CREATE POLICY own_insert ON thread_note FOR INSERT TO aftercare_site
	    WITH CHECK (user_id = (SELECT my_id()) AND %s)', mine);
END $$;
CREATE POLICY seen ON thread_note_past FOR SELECT TO aftercare_site
	USING (EXISTS (SELECT FROM thread_note n WHERE n.id = note_id));
GRANT SELECT, INSERT, UPDATE (body, version, changed_at, withdrawn_at, withdrawn_by, thread_id, place_id) ON thread_note
	TO aftercare_site;
GRANT SELECT ON thread_note_past TO aftercare_site;

-- Whoever writes it changes it; nobody puts other words into her mouth, and nothing that
-- was said is gone.
CREATE FUNCTION thread_note_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF NEW.body IS DISTINCT FROM OLD.body THEN
		IF my_id() IS DISTINCT FROM OLD.user_id OR OLD.withdrawn_at IS NOT NULL THEN
			RAISE insufficient_privilege USING MESSAGE = 'a note is changed by who wrote it, while it stands';
		END IF;
		INSERT INTO thread_note_past (note_id, number, body, said_at)
		VALUES (OLD.id, OLD.version, OLD.body, coalesce(OLD.changed_at, OLD.at));
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER changes BEFORE UPDATE ON thread_note FOR EACH ROW EXECUTE FUNCTION thread_note_changes();
CREATE TRIGGER version_insert AFTER INSERT ON thread_note REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_update AFTER UPDATE ON thread_note REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
-- The trail says that there was a note, not what it said.
CREATE FUNCTION thread_note_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), NEW.place_id, lower(TG_OP), 'thread_note', NEW.id, jsonb_build_object(
	    'thread_id', jsonb_build_array(CASE WHEN TG_OP = 'UPDATE' THEN OLD.thread_id END, NEW.thread_id),
	    'version', jsonb_build_array(CASE WHEN TG_OP = 'UPDATE' THEN OLD.version END, NEW.version),
	    'withdrawn_by', jsonb_build_array(CASE WHEN TG_OP = 'UPDATE' THEN OLD.withdrawn_by END, NEW.withdrawn_by)));
	RETURN NULL;
END $$;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON thread_note FOR EACH ROW EXECUTE FUNCTION thread_note_audit();
REVOKE EXECUTE ON FUNCTION thread_note_changes(), thread_note_audit() FROM PUBLIC;

-- What changes on a record --------------------------------------------------------------------

-- In the conversation as it happens: nobody looks for it when the page is opened.
CREATE FUNCTION patient_told(was patient, now_ patient) RETURNS TABLE (what text, note text)
LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT 'opted-out', now_.opted_out_how WHERE was.opted_out_at IS NULL AND now_.opted_out_at IS NOT NULL
	UNION ALL
	SELECT 'opted-in', '' WHERE was.opted_out_at IS NOT NULL AND now_.opted_out_at IS NULL
	UNION ALL
	SELECT 'phone-changed', coalesce((SELECT e164 FROM phone WHERE id = was.phone_id), '') || ' '
	       || coalesce((SELECT e164 FROM phone WHERE id = now_.phone_id), '')
	 WHERE was.phone_id IS DISTINCT FROM now_.phone_id
	UNION ALL
	SELECT 'other-phone-changed', coalesce((SELECT e164 FROM phone WHERE id = was.phone2_id), '') || ' '
	       || coalesce((SELECT e164 FROM phone WHERE id = now_.phone2_id), '')
	 WHERE was.phone2_id IS DISTINCT FROM now_.phone2_id
	UNION ALL
	SELECT 'transferred', (SELECT name FROM place WHERE id = now_.place_id) WHERE was.place_id <> now_.place_id
$$;
CREATE FUNCTION patient_tells() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE which bigint := (SELECT id FROM thread WHERE patient_id = NEW.id);
BEGIN
	IF which IS NULL THEN
		RETURN NULL;
	END IF;
	-- What was said and noted moves with him, as his messages do.
	IF NEW.place_id <> OLD.place_id THEN
		UPDATE thread_event SET place_id = NEW.place_id WHERE thread_id = which;
		UPDATE thread_note SET place_id = NEW.place_id WHERE thread_id = which;
		-- What has not left yet too, so that it can be stopped there; not what is just leaving.
		UPDATE outbox SET place_id = NEW.place_id WHERE id IN (
			SELECT o.id FROM message m JOIN outbox o ON o.id = m.outbox_id
			 WHERE m.thread_id = which AND m.state IN ('held', 'queued') AND o.kind = 'text' AND o.state = 'ready'
			   FOR UPDATE OF o SKIP LOCKED);
	END IF;
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
	SELECT which, NEW.place_id, business_now(), my_id(), t.what, t.note FROM patient_told(OLD, NEW) t;
	RETURN NULL;
END $$;
CREATE TRIGGER patient_tells AFTER UPDATE ON patient FOR EACH ROW
	WHEN ((OLD.opted_out_at IS NULL) <> (NEW.opted_out_at IS NULL) OR OLD.phone_id IS DISTINCT FROM NEW.phone_id
	    OR OLD.phone2_id IS DISTINCT FROM NEW.phone2_id OR OLD.place_id <> NEW.place_id)
	EXECUTE FUNCTION patient_tells();
INSERT INTO thread_event (thread_id, place_id, at, what, note)
SELECT t.id, p.place_id, p.opted_out_at, 'opted-out', p.opted_out_how
  FROM patient p JOIN thread t ON t.patient_id = p.id WHERE p.opted_out_at IS NOT NULL;
REVOKE EXECUTE ON FUNCTION patient_told(patient, patient), patient_tells() FROM PUBLIC;

-- Questions that wait -----------------------------------------------------------------------

-- A flow that waits for an answer of a phone takes his next words as that, whatever a nurse
-- has asked since.  Before her words leave it is ended: the worker sees to it when they
-- are due, and they wait for it until they are late.
ALTER TABLE run ADD put_aside_at timestamptz;
CREATE INDEX run_waits ON run (phone_id) WHERE exited_at IS NULL AND put_aside_at IS NULL;

CREATE TABLE aside (
	outbox_id	bigint PRIMARY KEY REFERENCES outbox ON DELETE CASCADE,
	leaves_at	timestamptz NOT NULL,	-- when the text would leave without it
	next_at		timestamptz NOT NULL,	-- when it is looked at
	asked_at	timestamptz,		-- RapidPro was asked to end the flow
	flow		text NOT NULL DEFAULT ''	-- that waited
);
CREATE INDEX aside_next ON aside (next_at);
ALTER TABLE aside ENABLE ROW LEVEL SECURITY;
ALTER TABLE aside FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON aside TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON aside FOR SELECT TO aftercare_site USING (EXISTS (SELECT FROM outbox o WHERE o.id = outbox_id));
GRANT SELECT ON aside TO aftercare_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON aside TO aftercare_worker;

-- The flow that waits for an answer of this phone, as far as the runs have told; NULL: none.
CREATE FUNCTION flow_waiting(phone bigint, at_ timestamptz) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS $$
	SELECT flow FROM run
	 WHERE phone_id = phone AND exited_at IS NULL AND put_aside_at IS NULL AND created_at > at_ - interval '30 days'
	 ORDER BY created_at DESC LIMIT 1
$$;
-- The same of a conversation of the user's own.
CREATE FUNCTION thread_flow_waiting(which bigint, phone bigint, at_ timestamptz) RETURNS text LANGUAGE sql STABLE
	SECURITY DEFINER SET search_path = public AS $$
	SELECT r.flow FROM run r
	 WHERE r.phone_id = phone AND r.exited_at IS NULL AND r.put_aside_at IS NULL AND r.created_at > at_ - interval '30 days'
	   AND EXISTS (SELECT FROM thread t LEFT JOIN patient p ON p.id = t.patient_id
	                WHERE t.id = which AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'))
	                  AND coalesce(p.phone_id, t.phone_id) = phone)
	 ORDER BY r.created_at DESC LIMIT 1
$$;
-- A nurse's text that has just been queued: it waits for the question to be put aside, if
-- there is one.
CREATE FUNCTION outbox_aside(which bigint, at_ timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public AS $$
DECLARE o outbox;
BEGIN
	SELECT * INTO o FROM outbox WHERE id = which AND state = 'ready' AND clinical
	   AND (created_by = my_id() OR my_id() IS NULL);
	IF o.id IS NULL OR flow_waiting(o.phone_id, at_) IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO aside (outbox_id, leaves_at, next_at) VALUES (which, o.run_at, o.run_at);
	UPDATE outbox SET run_at = run_at + interval '10 seconds' WHERE id = which;
END $$;
REVOKE EXECUTE ON FUNCTION flow_waiting(bigint, timestamptz), thread_flow_waiting(bigint, bigint, timestamptz),
    outbox_aside(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thread_flow_waiting(bigint, bigint, timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION outbox_aside(bigint, timestamptz)
	TO aftercare_site, aftercare_worker;
GRANT UPDATE ON run TO aftercare_worker;
