-- Who has just opened a task, so that two do not begin the same one unknowingly.  It
-- is no claim, and nothing is lost with it.
CREATE UNLOGGED TABLE task_presence (
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	place_id	bigint REFERENCES place,
	seen_at		timestamptz NOT NULL,
	PRIMARY KEY (task_id, user_id)
);
CREATE INDEX task_presence_seen ON task_presence (seen_at);
ALTER TABLE task_presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_presence FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON task_presence TO aftercare_worker USING (true);
CREATE POLICY seen ON task_presence FOR SELECT TO aftercare_site
	USING ((SELECT my_role()) IN ('nurse', 'supervisor') AND (place_id IS NULL OR place_id = ANY ((SELECT my_places())::bigint[])));
CREATE POLICY own_insert ON task_presence FOR INSERT TO aftercare_site
	WITH CHECK (user_id = (SELECT my_id()) AND EXISTS (SELECT FROM task t WHERE t.id = task_id));
CREATE POLICY own_update ON task_presence FOR UPDATE TO aftercare_site USING (user_id = (SELECT my_id()));
GRANT SELECT, INSERT, UPDATE ON task_presence TO aftercare_site;
GRANT SELECT, DELETE ON task_presence TO aftercare_worker;
