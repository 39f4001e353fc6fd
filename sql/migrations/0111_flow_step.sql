-- A step of the schedule that starts a flow of RapidPro instead of sending a text: one row of the outbox, one call.

-- The flows of the workspace, as RapidPro last told them; what is not among them is gone.
CREATE TABLE gateway_flow (
	uuid		uuid PRIMARY KEY,
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
	archived	boolean NOT NULL
);
ALTER TABLE gateway_flow ENABLE ROW LEVEL SECURITY;
ALTER TABLE gateway_flow FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON gateway_flow FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON gateway_flow TO aftercare_worker USING (true) WITH CHECK (true);
GRANT SELECT ON gateway_flow TO aftercare_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway_flow TO aftercare_worker;

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('text', 'checkin', 'flow'));
-- Which flow, and what it is told: {"name": "value"}.
ALTER TABLE outbox ADD flow_uuid uuid, ADD flow_params jsonb,
	ADD CHECK ((kind = 'flow') = (flow_uuid IS NOT NULL)), ADD CHECK ((flow_uuid IS NULL) = (flow_params IS NULL));

-- As in 0047_talk.sql; a flow that has not been started moves with him as a text does.
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
			 WHERE m.thread_id = which AND m.state IN ('held', 'queued') AND o.kind IN ('text', 'flow') AND o.state IN ('ready', 'held')
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
