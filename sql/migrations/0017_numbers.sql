-- The next free numbers on clinic cards, without a lock until the end: while two
-- thousand clients were registered from a file, nobody else got a number there.
--
-- Whoever takes numbers holds, until his end, a shared advisory lock that names the
-- last of them, which nobody waits for: who asks reads the locks, then the rows.
-- Only the asking itself is one at a time.  The numbers of one that comes to nothing
-- are left out if others took later ones meanwhile.

-- What the newest number begins with, and how many digits follow; where there is
-- none yet, the facility's letter.
CREATE FUNCTION patient_number_start(which bigint, OUT start text, OUT digits integer)
LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT s.start, s.digits
	  FROM ((SELECT substring(number FROM '^(.*[^0-9]|)[0-9]{1,9}$'), length(substring(number FROM '[0-9]{1,9}$')), 1
		   FROM patient WHERE place_id = which AND number ~ '^(.*[^0-9]|)[0-9]{1,9}$'
		  ORDER BY created_at DESC, id DESC LIMIT 1)
		UNION ALL
		SELECT upper(coalesce(substring(name FROM '[A-Za-z]'), 'A')) || '-', 4, 2 FROM place WHERE id = which
	       ) s (start, digits, turn)
	 ORDER BY turn LIMIT 1
$$;

CREATE FUNCTION patient_number_key(which bigint, start text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT hashtext('patient number ' || which || ' ' || start) $$;

-- Numbers that are in a file are not given to others while it is registered.
CREATE FUNCTION patient_numbers_given(which bigint, numbers text[]) RETURNS void
LANGUAGE sql VOLATILE SET search_path = public AS $$
	SELECT pg_advisory_xact_lock_shared(patient_number_key(which, start), last)
	  FROM (SELECT s.start, max(substr(n, length(s.start) + 1)::integer) AS last
		  FROM patient_number_start(which) s, unnest(numbers) n
		 WHERE starts_with(n, s.start) AND substr(n, length(s.start) + 1) ~ '^[0-9]{1,9}$'
		 GROUP BY s.start) given
$$;

-- The first of so many in a row.
DROP FUNCTION patient_next_number(bigint);
CREATE FUNCTION patient_next_number(which bigint, many integer DEFAULT 1) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public AS $$
DECLARE
	asking constant integer := hashtext('patient_next_number');
	own record;
	key integer;
	coming bigint;
	next bigint;
BEGIN
	SELECT * INTO own FROM patient_number_start(which);
	key := patient_number_key(which, own.start);
	BEGIN
		PERFORM pg_advisory_lock(asking, which::integer);
		-- In this order: whoever ended in between is among the rows.
		SELECT max(objid::bigint) INTO coming FROM pg_locks
		 WHERE locktype = 'advisory' AND classid = key::oid AND objsubid = 2
		   AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
		SELECT greatest(1000 * (count(*) = 0)::integer, max(substr(p.number, length(own.start) + 1)::bigint), coming) + 1
		  INTO next FROM patient p
		 WHERE p.place_id = which AND starts_with(p.number, own.start)
		   AND substr(p.number, length(own.start) + 1) ~ '^[0-9]{1,9}$';
		PERFORM pg_advisory_xact_lock_shared(key, (next + many - 1)::integer);
		PERFORM pg_advisory_unlock(asking, which::integer);
	EXCEPTION WHEN OTHERS OR query_canceled THEN
		-- It is the session's, and would outlive the transaction.
		PERFORM pg_advisory_unlock(asking, which::integer);
		RAISE;
	END;
	RETURN own.start || CASE WHEN length(next::text) < own.digits THEN lpad(next::text, own.digits, '0') ELSE next::text END;
END $$;

REVOKE EXECUTE ON FUNCTION patient_number_start(bigint), patient_number_key(bigint, text),
    patient_numbers_given(bigint, text[]), patient_next_number(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION patient_number_start(bigint), patient_number_key(bigint, text),
    patient_numbers_given(bigint, text[]), patient_next_number(bigint, integer) TO aftercare_site;
