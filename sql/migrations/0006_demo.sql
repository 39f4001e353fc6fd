-- The demonstration's way back to its first morning.  It asks the programs'
-- configuration nothing, so it looks for itself: the place that the
-- demonstration's script makes has to be there, and only the owner may call it.
CREATE FUNCTION demo_forget() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	simulated constant boolean := to_regclass('sim.clock') IS NOT NULL;
	tables text;
BEGIN
	IF EXISTS (SELECT FROM place) AND NOT EXISTS (
	    SELECT FROM place WHERE kind = 'programme' AND name = 'Aftercare demonstration') THEN
		RAISE EXCEPTION 'this is no demonstration';
	END IF;
	SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO tables
	  FROM pg_tables
	 WHERE schemaname = 'public'
	   AND tablename NOT IN ('schema_migration', 'business_clock', 'feed', 'gateway', 'worker');
	ALTER TABLE audit DISABLE TRIGGER audit_stands;
	EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY';
	ALTER TABLE audit ENABLE TRIGGER audit_stands;
	UPDATE business_clock SET advance = '0';
	UPDATE feed SET checkpoint = NULL, read_at = NULL, swept_at = NULL;
	UPDATE gateway SET paused_until = NULL, failures = 0, last_failure = '', inbound_at = NULL,
	    reached_at = NULL, checked_at = NULL, token_refused_at = NULL;
	UPDATE worker SET started_at = transaction_timestamp(), seen_at = transaction_timestamp();
	IF simulated THEN
		PERFORM sim.reset();
	END IF;
	RETURN simulated;
END $$;
REVOKE EXECUTE ON FUNCTION demo_forget() FROM PUBLIC;
