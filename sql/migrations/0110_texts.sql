-- Other words for a programme's texts, in versions.  One is a draft, the others are published and never changed; in use is the
-- latest.  Where a version says nothing of a text in a language, the pack's own words hold.
CREATE TABLE text_version (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	workflow	text NOT NULL CHECK (length(workflow) BETWEEN 1 AND 60),
	number		integer NOT NULL CHECK (number > 0),
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	changed_at	timestamptz NOT NULL,
	published_at	timestamptz,
	published_by	bigint REFERENCES app_user,
	reason		text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
	UNIQUE (workflow, number),
	CHECK (published_at IS NULL OR reason <> '')
);
CREATE UNIQUE INDEX text_version_draft ON text_version (workflow) WHERE published_at IS NULL;

CREATE TABLE text_wording (
	version_id	bigint NOT NULL REFERENCES text_version ON DELETE CASCADE,
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
	language	text NOT NULL CHECK (language ~ '^[a-z]{2,8}$'),
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 640),
	programme	text,	-- what the pack said beside it when it was written; NULL: nothing
	changed_at	timestamptz NOT NULL,
	changed_by	bigint REFERENCES app_user,
	PRIMARY KEY (version_id, name, language)
);

CREATE FUNCTION text_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.published_at IS NOT NULL THEN
		RAISE check_violation USING MESSAGE = 'published texts are never changed';
	END IF;
	RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON text_version FOR EACH ROW EXECUTE FUNCTION text_version_guard();
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON text_version FOR EACH ROW EXECUTE FUNCTION audit_write();

-- With a draft its words go, too: then there is no version any more.
CREATE FUNCTION text_wording_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	his bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
	IF EXISTS (SELECT FROM text_version v WHERE v.id = his AND v.published_at IS NOT NULL) THEN
		RAISE check_violation USING MESSAGE = 'published texts are never changed';
	END IF;
	RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON text_wording FOR EACH ROW EXECUTE FUNCTION text_wording_guard();

ALTER TABLE text_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE text_version FORCE ROW LEVEL SECURITY;
ALTER TABLE text_wording ENABLE ROW LEVEL SECURITY;
ALTER TABLE text_wording FORCE ROW LEVEL SECURITY;
-- Whoever sends something sends the words in use, and a nurse reads the titles of her tasks.
CREATE POLICY everybody ON text_version FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY everybody ON text_wording FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON text_version FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON text_version FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin_delete ON text_version FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin_insert ON text_wording FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_update ON text_wording FOR UPDATE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY admin_delete ON text_wording FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON text_version FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY worker ON text_wording FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY api ON text_version FOR SELECT TO aftercare_api USING (true);
CREATE POLICY api ON text_wording FOR SELECT TO aftercare_api USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON text_version, text_wording TO aftercare_site;
GRANT SELECT ON text_version, text_wording TO aftercare_worker, aftercare_api;
REVOKE EXECUTE ON FUNCTION text_version_guard(), text_wording_guard() FROM PUBLIC;
