-- Waits until no row of the outbox after :last is ready or under way any more, :most
-- seconds at most: the seconds since :began.
CREATE TEMP TABLE wanted AS SELECT :last::bigint AS last, make_interval(secs => :most) AS most;
CREATE TEMP TABLE done (at timestamptz);
DO $$
DECLARE
	last constant bigint := (SELECT w.last FROM wanted w);
	until constant timestamptz := clock_timestamp() + (SELECT w.most FROM wanted w);
BEGIN
	WHILE (EXISTS (SELECT FROM outbox WHERE state = 'ready' AND id > last)
	       OR EXISTS (SELECT FROM outbox WHERE state = 'leased' AND id > last))
	    AND clock_timestamp() < until LOOP
		PERFORM pg_sleep(0.005);
		COMMIT; -- what the workers leave behind can be cleaned meanwhile
	END LOOP;
	INSERT INTO done VALUES (clock_timestamp());
END $$;
SELECT extract(epoch FROM at) - :began FROM done;
