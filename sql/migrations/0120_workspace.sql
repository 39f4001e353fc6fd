-- What RapidPro's workspace has, as the worker last read it: its channels, contact fields and groups, and itself with the
-- moment of reading.
CREATE TABLE gateway_thing (
	kind	text NOT NULL CHECK (kind IN ('workspace', 'channel', 'field', 'group')),
	key	text NOT NULL,	-- a UUID; of a field its key
	name	text NOT NULL,
	about	text NOT NULL,	-- a channel's address, a field's type, 'smart' for a group with a query, 'anonymous' for a workspace
	seen_at	timestamptz,	-- of a channel: when RapidPro last heard of it
	used	boolean NOT NULL,	-- of a channel: it is the one of worker.conf
	told_at	timestamptz,	-- of the workspace
	PRIMARY KEY (kind, key)
);
ALTER TABLE gateway_thing ENABLE ROW LEVEL SECURITY;
ALTER TABLE gateway_thing FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON gateway_thing FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON gateway_thing TO aftercare_worker USING (true) WITH CHECK (true);
GRANT SELECT ON gateway_thing TO aftercare_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway_thing TO aftercare_worker;
INSERT INTO feed (name) VALUES ('workspace');

CREATE OR REPLACE FUNCTION gateway_ask_again() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE feed SET polled_at = NULL WHERE name IN ('flows', 'workspace') AND my_role() = 'admin'
$$;
