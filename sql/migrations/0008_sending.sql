-- How often a text may have left, and until when a call of which nobody knows
-- the end may still be carried out at RapidPro: no other text goes to the phone
-- before, so that a repeat of the same one is always dropped.
ALTER TABLE outbox ADD COLUMN sends integer NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN hold_until timestamptz;

-- One worker at a time reads a feed; whose turn it is shows here.
ALTER TABLE feed ADD COLUMN polled_at timestamptz;
INSERT INTO feed (name) VALUES ('sweep'), ('flows');

-- States of a text only move forward in this order.
CREATE FUNCTION message_rank(state text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE state WHEN 'held' THEN 0 WHEN 'queued' THEN 1 WHEN 'unsure' THEN 1 WHEN 'sending' THEN 2
	    WHEN 'sent' THEN 3 WHEN 'failed' THEN 4 WHEN 'delivered' THEN 5 ELSE 6 END
$$;
REVOKE EXECUTE ON FUNCTION message_rank(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION message_rank(text) TO aftercare_worker;

-- RapidPro's numbers of earlier tries of a text that a person sent again: they
-- prove nothing about the new one.
CREATE TABLE message_past (
	rapidpro_id	text PRIMARY KEY,
	message_id	bigint NOT NULL REFERENCES message ON DELETE CASCADE
);
ALTER TABLE message_past ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_past FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON message_past TO aftercare_worker USING (true);
CREATE POLICY site ON message_past FOR INSERT TO aftercare_site
	WITH CHECK (EXISTS (SELECT FROM message m WHERE m.id = message_id));
GRANT SELECT ON message_past TO aftercare_worker;
GRANT INSERT ON message_past TO aftercare_site;

-- When a row that could not be read was tried last: it waits before the next time.
ALTER TABLE inbox ADD COLUMN tried_at timestamptz;

-- How much of what came could not be read: a number, for our health.
CREATE INDEX inbox_parked ON inbox (id) WHERE state = 'parked';
CREATE FUNCTION inbox_parked() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT count(*) FROM inbox WHERE state = 'parked' $$;
REVOKE EXECUTE ON FUNCTION inbox_parked() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inbox_parked() TO aftercare_api;
