-- Numbers of a programme that are others than its pack says, in versions: each says all of them, is in use from when it
-- is there until the next one, and is never changed.
CREATE TABLE setting_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	workflow	text NOT NULL CHECK (length(workflow) BETWEEN 1 AND 60),
	number		integer NOT NULL CHECK (number > 0),
	plan		jsonb NOT NULL CHECK (jsonb_typeof(plan) = 'object'),	-- {"answer_hours": 36}
	published_at	timestamptz NOT NULL,
	published_by	bigint REFERENCES app_user,	-- NULL: the command line
	reason		text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
	UNIQUE (workflow, number)
);

-- What the pack of a programme has said since when, as the workers have found it in its folder.
CREATE TABLE workflow_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	workflow	text NOT NULL CHECK (length(workflow) BETWEEN 1 AND 60),
	number		integer NOT NULL CHECK (number > 0),
	version		text NOT NULL,	-- as the pack calls itself
	preset		text NOT NULL,	-- '': it has none
	hash		text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),	-- of all its parts
	since		timestamptz NOT NULL,
	UNIQUE (workflow, number)
);
CREATE TABLE workflow_part (
	version_id	bigint NOT NULL REFERENCES workflow_version ON DELETE CASCADE,
	kind		text NOT NULL CHECK (kind IN ('parameter', 'step', 'text', 'form', 'rule', 'triage', 'file')),
	name		text NOT NULL,	-- "answer_hours", "en/day", "forms/tracing.xml"
	body		text NOT NULL,	-- what it says; of a file its SHA-256
	PRIMARY KEY (version_id, kind, name)
);

CREATE FUNCTION setting_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE check_violation USING MESSAGE = 'what was in use is never changed';
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON setting_version FOR EACH ROW EXECUTE FUNCTION setting_version_guard();
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON workflow_version FOR EACH ROW EXECUTE FUNCTION setting_version_guard();
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON workflow_part FOR EACH ROW EXECUTE FUNCTION setting_version_guard();
CREATE TRIGGER audit_write AFTER INSERT ON setting_version FOR EACH ROW EXECUTE FUNCTION audit_write();
REVOKE EXECUTE ON FUNCTION setting_version_guard() FROM PUBLIC;

ALTER TABLE setting_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE setting_version FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_version FORCE ROW LEVEL SECURITY;
ALTER TABLE workflow_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_part FORCE ROW LEVEL SECURITY;
-- Every request works by the numbers in use.
CREATE POLICY everybody ON setting_version FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON setting_version FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON setting_version FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY api ON setting_version FOR SELECT TO aftercare_api USING (true);
CREATE POLICY admin ON workflow_version FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin ON workflow_part FOR SELECT TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON workflow_version FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY worker_insert ON workflow_version FOR INSERT TO aftercare_worker WITH CHECK (true);
CREATE POLICY worker_insert ON workflow_part FOR INSERT TO aftercare_worker WITH CHECK (true);
GRANT SELECT, INSERT ON setting_version TO aftercare_site;
GRANT SELECT ON setting_version TO aftercare_worker, aftercare_api;
GRANT SELECT ON workflow_version, workflow_part TO aftercare_site;
GRANT SELECT, INSERT ON workflow_version TO aftercare_worker;
GRANT INSERT ON workflow_part TO aftercare_worker;
