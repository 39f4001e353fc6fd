-- Whoever is silent is looked for: what was tried, by which way and with what result
-- (docs/tracing.md).

CREATE TABLE trace_attempt (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	patient_id	bigint NOT NULL,
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	at		timestamptz NOT NULL,
	user_id		bigint NOT NULL REFERENCES app_user,
	method		text NOT NULL CHECK (method IN ('text', 'call', 'visit', 'kin')),
	result		text NOT NULL CHECK (length(result) BETWEEN 1 AND 40),	-- the programme's name of it
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
	withdrawn_at	timestamptz,		-- taken back with Undo
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX trace_attempt_patient ON trace_attempt (patient_id, at) WHERE withdrawn_at IS NULL;
CREATE INDEX trace_attempt_task ON trace_attempt (task_id);
-- Of those who are looked for there are few among all the work there is.
CREATE INDEX task_trace ON task (place_id, starts_at) WHERE open AND kind = 'trace';

ALTER TABLE trace_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE trace_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY site ON trace_attempt TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[]));
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON trace_attempt TO aftercare_site;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON trace_attempt FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER version_insert AFTER INSERT ON trace_attempt REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
