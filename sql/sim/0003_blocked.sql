-- One SMS out.  Without a number it fails at once, so does one to a contact that is
-- blocked, stopped or archived, and so does the same text for the twentieth time
-- within five minutes: none of them enters the ledger.
CREATE OR REPLACE FUNCTION sim.send(who bigint, words text, of_flow bigint, of_run uuid,
    of_broadcast bigint, of_intent text, source text, moment timestamptz)
RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	config	sim.setting;
	number	text;
	fate	text;
	steps	text[] := '{wired,sent,delivered}';
	made	bigint;
BEGIN
	SELECT * INTO config FROM sim.setting;
	SELECT u.urn INTO number FROM sim.urn u WHERE u.contact_id = who ORDER BY u.place LIMIT 1;
	SELECT p.fate INTO fate FROM sim.phone p WHERE p.urn = number;
	IF number IS NULL OR (SELECT c.status FROM sim.contact c WHERE c.id = who) <> 'active' OR 19 <= (SELECT count(*) FROM (
		SELECT FROM sim.message m
		 WHERE m.contact_id = who AND m.direction = 'out' AND m.text = words
		   AND m.created_on > moment - interval '5 minutes' LIMIT 20) same) THEN
		INSERT INTO sim.message (contact_id, urn, direction, status, text, flow_id, run_uuid,
		    broadcast_id, visible_on, created_on, modified_on)
		VALUES (who, number, 'out', 'failed', words, of_flow, of_run, of_broadcast, moment,
		    moment, moment) RETURNING id INTO made;
		RETURN made;
	END IF;
	IF fate = 'undeliverable' THEN
		steps := '{errored,failed}';
	ELSIF fate = 'wrong' THEN
		steps := '{wired,failed}';
	ELSIF sim.draw('status_order', '') IS NOT NULL THEN
		steps := CASE floor(random() * 3)::int WHEN 0 THEN '{delivered,sent,wired}'::text[]
		    WHEN 1 THEN '{sent,wired,delivered}' ELSE '{sent,delivered,wired}' END;
	ELSIF sim.draw('status_regression', '') IS NOT NULL THEN
		steps := '{wired,sent,delivered,sent}';
	END IF;
	INSERT INTO sim.message (contact_id, urn, direction, status, plan, next_at, text, flow_id,
	    run_uuid, broadcast_id, visible_on, created_on, modified_on)
	VALUES (who, number, 'out', 'queued', steps, moment + sim.ms(config.wired_ms), words,
	    of_flow, of_run, of_broadcast, moment, moment, moment) RETURNING id INTO made;
	INSERT INTO sim.ledger (at, contact, urn, text, source, flow, intent, message_id)
	SELECT moment, c.uuid, number, words, source,
	       (SELECT f.name FROM sim.flow f WHERE f.id = of_flow), of_intent, made
	  FROM sim.contact c WHERE c.id = who;
	RETURN made;
END $$;
