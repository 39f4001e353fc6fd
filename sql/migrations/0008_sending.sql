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
