-- How the programs' queries are planned, and indexes that their pages need at
-- the size of a country.

-- Every program runs a fixed set of prepared statements, each a few index scans:
-- one plan is made once and kept.  Making it anew for each page cost more than
-- running it, compiling it a thousand times more, and helpers that PostgreSQL
-- starts for one page take the processors from the others.
DO $$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['aftercare_site', 'aftercare_api', 'aftercare_worker'] LOOP
		EXECUTE format('ALTER ROLE %I SET plan_cache_mode = force_generic_plan', r);
		EXECUTE format('ALTER ROLE %I SET jit = off', r);
		EXECUTE format('ALTER ROLE %I SET max_parallel_workers_per_gather = 0', r);
		-- What a page needs is in memory or on a disk without a moving head.
		EXECUTE format('ALTER ROLE %I SET random_page_cost = 1.1', r);
	END LOOP;
END $$;
