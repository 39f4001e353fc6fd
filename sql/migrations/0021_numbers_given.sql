-- The numbers of a file are named at a moment when nobody is reading which are named: who asked for the next ones just
-- then had read the locks, not yet the rows, and could be given one of the file's.
CREATE OR REPLACE FUNCTION patient_numbers_given(which bigint, numbers text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public AS $$
DECLARE
	asking constant integer := hashtext('patient_next_number');
BEGIN
	PERFORM pg_advisory_lock(asking, which::integer);
	PERFORM pg_advisory_xact_lock_shared(patient_number_key(which, start), last)
	   FROM (SELECT s.start, max(substr(n, length(s.start) + 1)::integer) AS last
		   FROM patient_number_start(which) s, unnest(numbers) n
		  WHERE starts_with(n, s.start) AND substr(n, length(s.start) + 1) ~ '^[0-9]{1,9}$'
		  GROUP BY s.start) given;
	PERFORM pg_advisory_unlock(asking, which::integer);
EXCEPTION WHEN OTHERS OR query_canceled THEN
	-- It is the session's, and would outlive the transaction.
	PERFORM pg_advisory_unlock(asking, which::integer);
	RAISE;
END $$;
