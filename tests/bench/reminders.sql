-- Waits until no reminder is due any more, five minutes at most: the seconds from the
-- first text after message :last to the last commit.  Each look is a transaction of its
-- own: one that lasted would keep PostgreSQL from tidying up behind the workers, who would
-- have to pass everything again that is done.
DO $$
DECLARE
	began constant timestamptz := clock_timestamp();
	morning constant timestamptz := business_now();
BEGIN
	-- From the end, which comes last: what is done need not be passed here either.
	WHILE (SELECT id FROM reminder WHERE state = 'planned' AND due_at <= morning
	        ORDER BY due_at DESC, place_id DESC, id DESC LIMIT 1) IS NOT NULL
	    AND clock_timestamp() < began + interval '5 minutes' LOOP
		COMMIT;
		PERFORM pg_sleep(0.05);
	END LOOP;
END $$;
SELECT extract(epoch FROM max(pg_xact_commit_timestamp(m.xmin)) - min(m.at) + clock.advance)
  FROM business_clock clock, message m WHERE m.id > :last GROUP BY clock.advance;
