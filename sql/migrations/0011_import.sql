-- Registers of clients that were kept elsewhere, on their way in; and what was
-- taken out in a file.

-- A file that has been read and waits for somebody to say yes: only the columns
-- that are registered, in our own order.  Once used, it keeps the rows that
-- could not be; after a day it is gone.
CREATE TABLE import (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,	-- who brought it
	at		timestamptz NOT NULL,
	file_name	text NOT NULL CHECK (length(file_name) <= 1000),	-- to show, never to open
	content		text NOT NULL,		-- CSV
	clients		integer NOT NULL,	-- rows in it
	unread		text NOT NULL DEFAULT '',	-- headings of columns that were left out
	registered	integer NOT NULL DEFAULT 0,
	registered_at	timestamptz,
	registered_by	bigint REFERENCES app_user
);
CREATE INDEX import_user ON import (user_id);

ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON import TO aftercare_worker USING (true);
CREATE POLICY site ON import TO aftercare_site USING (
	(SELECT coalesce(current_setting('app.role', true), '')) IN ('nurse', 'supervisor')
	AND place_id = ANY (((SELECT coalesce(nullif(current_setting('app.places', true), ''), '{}')))::bigint[]));
CREATE POLICY own ON import AS RESTRICTIVE FOR INSERT TO aftercare_site
	WITH CHECK (user_id = (SELECT my_id()));
GRANT SELECT, INSERT, UPDATE, DELETE ON import TO aftercare_site;
GRANT SELECT (id, at), DELETE ON import TO aftercare_worker;

-- The trail has the numbers and none of the rows: those who become patients are
-- in it as patients.
CREATE FUNCTION import_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), NEW.place_id, lower(TG_OP), 'import', NEW.id, CASE TG_OP
	    WHEN 'INSERT' THEN jsonb_build_object('clients', jsonb_build_array(NULL, NEW.clients))
	    ELSE jsonb_build_object('registered', jsonb_build_array(NULL, NEW.registered)) END);
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION import_audit() FROM PUBLIC;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OF registered_at ON import
	FOR EACH ROW EXECUTE FUNCTION import_audit();
