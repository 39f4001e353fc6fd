-- Place versions are counted once, at the end of a transaction.  Counted at each
-- statement, a long one (a register of 2,000 clients) held its place's row from its
-- first line, and a text from an unknown number, which counts everywhere, made all
-- places wait behind it; two that touched places in another order could deadlock.
CREATE UNLOGGED TABLE place_touch (
	xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
	place_id bigint NOT NULL, -- 0: every place
	PRIMARY KEY (xid, place_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE OR REPLACE FUNCTION place_version_bump() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id) SELECT DISTINCT coalesce(place_id, 0) FROM changed ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;

-- The first event of a transaction counts for all of them, in one order for everybody.
CREATE FUNCTION place_version_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	touched bigint[];
BEGIN
	WITH gone AS (DELETE FROM place_touch WHERE xid = pg_current_xact_id() RETURNING place_id)
	SELECT array_agg(place_id) INTO touched FROM gone;
	IF touched IS NULL THEN
		RETURN NULL;
	END IF;
	PERFORM 1 FROM place_version v WHERE v.place_id = ANY (touched) OR 0 = ANY (touched) ORDER BY v.place_id FOR UPDATE;
	UPDATE place_version v SET version = version + 1 WHERE v.place_id = ANY (touched) OR 0 = ANY (touched);
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION place_version_count() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER count_at_commit AFTER INSERT ON place_touch DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION place_version_count();
