-- Pictures that forms ask for, drawn anew (app/ext/picture.h): docs/forms.md.

-- It belongs to a draft until that is saved, then to the report.
CREATE TABLE picture (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	draft_id	bigint REFERENCES form_draft ON DELETE CASCADE,
	report_id	bigint REFERENCES report ON DELETE CASCADE,
	user_id		bigint NOT NULL REFERENCES app_user,	-- who brought it
	place_id	bigint REFERENCES place,	-- as its draft's or report's
	patient_id	bigint,
	at		timestamptz NOT NULL,
	width		integer NOT NULL CHECK (width > 0),
	height		integer NOT NULL CHECK (height > 0),
	jpeg		bytea NOT NULL CHECK (octet_length(jpeg) BETWEEN 1 AND 1048576),
	small		bytea NOT NULL CHECK (octet_length(small) BETWEEN 1 AND 1048576),
	CHECK ((draft_id IS NULL) <> (report_id IS NULL)),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX picture_draft ON picture (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX picture_report ON picture (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX picture_patient ON picture (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX picture_user ON picture (user_id);
-- They are packed as they are.
ALTER TABLE picture ALTER jpeg SET STORAGE EXTERNAL, ALTER small SET STORAGE EXTERNAL;

ALTER TABLE picture ENABLE ROW LEVEL SECURITY;
ALTER TABLE picture FORCE ROW LEVEL SECURITY;
-- As the draft: hers alone; as the report: everybody's of the facility.
CREATE POLICY draft ON picture TO aftercare_site
	USING (draft_id IS NOT NULL AND user_id = (SELECT my_id()) AND (SELECT my_role() IN ('nurse', 'supervisor'))
	    AND coalesce(place_id = ANY ((SELECT my_places())::bigint[]), true))
	WITH CHECK (user_id = (SELECT my_id()) AND (SELECT my_role() IN ('nurse', 'supervisor'))
	    AND coalesce(place_id = ANY ((SELECT my_places())::bigint[]), true)
	    AND CASE WHEN draft_id IS NOT NULL THEN EXISTS (SELECT FROM form_draft d WHERE d.id = draft_id)
	        ELSE EXISTS (SELECT FROM report r WHERE r.id = report_id) END);
CREATE POLICY report ON picture FOR SELECT TO aftercare_site
	USING (report_id IS NOT NULL AND coalesce(place_id = ANY ((SELECT my_places())::bigint[]),
	    (SELECT my_role() IN ('nurse', 'supervisor'))));
GRANT SELECT, INSERT, UPDATE (draft_id, report_id, place_id, patient_id) ON picture TO aftercare_site;
