-- Messages to several: for clients chosen by name, shown in the navigation to whoever may
-- confirm them, and stopped after somebody has moved, too.  And other flows of RapidPro in
-- the conversation; and a pause of the automatic texts.

-- These and no others; empty: those whom day, language and what is waited for name.
ALTER TABLE mailing ADD chosen bigint[] NOT NULL DEFAULT '{}';

-- What waits for a second person is a number of the navigation.
CREATE TRIGGER version_update AFTER UPDATE ON mailing REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();

-- As in 0041_thread.sql, and what shares its call with others becomes a text of his own: at
-- the facility he is with now nobody could stop it, since that call is of the one before.
CREATE OR REPLACE FUNCTION patient_tells() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
			 WHERE m.thread_id = which AND m.state IN ('held', 'queued') AND o.kind = 'text' AND o.state IN ('ready', 'held')
			   FOR UPDATE OF o SKIP LOCKED);
		WITH shared AS MATERIALIZED (
			SELECT m.id AS message_id, m.phone_id, o.body, o.priority, o.clinical, o.run_at, o.good_until, o.created_at, o.created_by,
			       gen_random_uuid() AS key
			  FROM message m JOIN outbox o ON o.id = m.outbox_id
			 WHERE m.thread_id = which AND m.state IN ('held', 'queued') AND m.phone_id IS NOT NULL AND o.kind = 'checkin' AND o.state = 'ready'
			   FOR UPDATE OF o SKIP LOCKED
		), own AS (
			INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
			SELECT key, 'text', NEW.place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by FROM shared
			RETURNING id, key
		)
		UPDATE message m SET outbox_id = own.id FROM shared s JOIN own USING (key) WHERE m.id = s.message_id;
	END IF;
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
	SELECT which, NEW.place_id, business_now(), my_id(), t.what, t.note FROM patient_told(OLD, NEW) t;
	RETURN NULL;
END $$;

-- What else RapidPro asks of somebody: one line of his conversation for each run of a flow
-- that is not ours, as far as it has come.  Of a phone that several use it stands in the
-- phone's own.
--   flow	note: its name, and in a second line how it ended ('' while it waits) and whether he answered;
--		about_id: when, as a page counts moments
ALTER TABLE run ADD event_id bigint REFERENCES thread_event ON DELETE SET NULL;
CREATE INDEX run_event ON run (event_id) WHERE event_id IS NOT NULL;
CREATE FUNCTION run_tells() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	said constant text := left(NEW.flow, 200) || E'\n' || NEW.exit_type || CASE WHEN NEW.responded THEN ' answered' ELSE '' END;
	ended constant bigint := coalesce((extract(epoch FROM NEW.exited_at) * 1000000)::bigint, 0);
	his thread;
	line bigint;
BEGIN
	IF NEW.event_id IS NOT NULL THEN
		UPDATE thread_event SET note = said, about_id = ended WHERE id = NEW.event_id AND (note, about_id) <> (said, ended);
		RETURN NULL;
	END IF;
	SELECT t.* INTO his FROM thread t
	 WHERE t.id = coalesce((SELECT min(o.id) FROM patient p JOIN thread o ON o.patient_id = p.id
	                         WHERE p.phone_id = NEW.phone_id HAVING count(*) = 1),
	                       (SELECT max(o.id) FROM thread o WHERE o.phone_id = NEW.phone_id AND o.patient_id IS NULL));
	IF his.id IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO thread_event (thread_id, place_id, at, what, about_id, note)
	VALUES (his.id, his.place_id, NEW.created_at, 'flow', ended, said) RETURNING id INTO line;
	UPDATE run SET event_id = line WHERE uuid = NEW.uuid;
	RETURN NULL;
END $$;
CREATE TRIGGER run_tells AFTER INSERT OR UPDATE OF phone_id, exited_at, exit_type, responded ON run FOR EACH ROW
	WHEN (NEW.phone_id IS NOT NULL AND NEW.flow <> '' AND NEW.flow NOT LIKE 'Aftercare %'
	    AND NEW.created_at > business_now() - interval '30 days')
	EXECUTE FUNCTION run_tells();
REVOKE EXECUTE ON FUNCTION run_tells() FROM PUBLIC;
CREATE TRIGGER version_update AFTER UPDATE ON thread_event REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();

-- Nobody is asked until a day: what was planned before it is skipped as "paused", and planned
-- again when somebody ends the pause sooner.
ALTER TABLE enrolment
	ADD paused_until date,			-- on it the texts start again; NULL: there is no pause
	ADD pause_reason text NOT NULL DEFAULT '' CHECK (length(pause_reason) <= 200),
	ADD paused_by bigint REFERENCES app_user;
