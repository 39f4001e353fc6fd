-- Waits until no reminder is due any more, five minutes at most: the seconds from the
-- first text after message :last to then.
CREATE TEMP TABLE done (at timestamptz);
DO $$
DECLARE
	ahead constant interval := (SELECT advance FROM business_clock);
BEGIN
	WHILE EXISTS (SELECT FROM reminder WHERE state = 'planned' AND due_at <= business_now())
	    AND clock_timestamp() < transaction_timestamp() + interval '5 minutes' LOOP
		PERFORM pg_sleep(0.005);
	END LOOP;
	INSERT INTO done VALUES (clock_timestamp() + ahead);
END $$;
SELECT extract(epoch FROM done.at - (SELECT min(at) FROM message WHERE id > :last)) FROM done;
