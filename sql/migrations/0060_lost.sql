-- Lost to follow-up: somebody decides that a man is not looked for any more, with his or
-- her name and a reason, until it is taken back or anything is heard of him (docs/tracing.md).

CREATE TABLE lost (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	patient_id	bigint NOT NULL,
	enrolment_id	bigint NOT NULL REFERENCES enrolment,
	at		timestamptz NOT NULL,
	user_id		bigint NOT NULL REFERENCES app_user,
	reason		text NOT NULL CHECK (reason IN ('not-found', 'unknown', 'moved', 'no-way', 'other')),
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
	was_state	text NOT NULL,		-- of his follow-up, for taking it back
	was_ended_at	timestamptz,
	was_reason	text NOT NULL DEFAULT '',
	ended_at	timestamptz,		-- it does not hold any more
	ended_by	bigint REFERENCES app_user,	-- NULL: by his own text
	ended_how	text NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'taken-back', 'heard')),
	heard		text NOT NULL DEFAULT '',	-- what was heard of him
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK ((ended_at IS NULL) = (ended_how = ''))
);
CREATE UNIQUE INDEX lost_once ON lost (patient_id) WHERE ended_at IS NULL;
CREATE INDEX lost_place ON lost (place_id, at DESC);
-- Visited and not found, and nobody has decided: docs/tracing.md.
CREATE INDEX task_not_found ON task (place_id, closed_at) WHERE kind = 'trace' AND outcome = 'not-found';

ALTER TABLE lost ENABLE ROW LEVEL SECURITY;
ALTER TABLE lost FORCE ROW LEVEL SECURITY;
CREATE POLICY site ON lost TO aftercare_site USING (place_id = ANY ((SELECT my_places())::bigint[]));
CREATE POLICY worker ON lost TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by, ended_how, heard) ON lost TO aftercare_site;
GRANT SELECT, UPDATE (ended_at, ended_by, ended_how, heard) ON lost TO aftercare_worker;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON lost FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER version_insert AFTER INSERT ON lost REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_update AFTER UPDATE ON lost REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
