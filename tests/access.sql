-- What a role can really do with each table: tried, counted and undone.
-- Everything here is called by that role itself (tests/test_access_db.c).
DROP SCHEMA IF EXISTS access_test CASCADE;
CREATE SCHEMA access_test;
GRANT USAGE ON SCHEMA access_test TO aftercare_site, aftercare_api, aftercare_worker, aftercare_rules, aftercare_sim;

-- The number of rows a statement touched, 'denied', or the SQLSTATE of its failure.
CREATE FUNCTION access_test.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE statement;
	GET DIAGNOSTICS n = ROW_COUNT;
	RAISE EXCEPTION USING ERRCODE = 'UNDO0', MESSAGE = n::text;
EXCEPTION
	WHEN SQLSTATE 'UNDO0' THEN RETURN SQLERRM;
	WHEN insufficient_privilege THEN RETURN 'denied';
	WHEN OTHERS THEN RETURN SQLSTATE;
END $$;

CREATE FUNCTION access_test.tables() RETURNS SETOF name LANGUAGE sql SECURITY DEFINER AS $$
	SELECT relname FROM pg_class
	 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
	 ORDER BY relname
$$;
CREATE FUNCTION access_test.rows(t name) RETURNS SETOF jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN RETURN QUERY EXECUTE format('SELECT to_jsonb(x) FROM public.%I x', t); END $$;

-- The columns on which this role has been given a right, and that take a value.
CREATE FUNCTION access_test.columns(t name, verb text) RETURNS name[] LANGUAGE sql AS $$
	SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute
	 WHERE attrelid = format('public.%I', t)::regclass AND attnum > 0 AND NOT attisdropped
	   AND attgenerated = '' AND attidentity = ''
	   AND has_column_privilege(attrelid, attnum, verb)
$$;

CREATE FUNCTION access_test.share(n bigint, total bigint) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN n = 0 THEN 'none' WHEN n < total THEN 'some' ELSE 'all' END
$$;

-- A copy of every row there is, one by one: whoever gets past the policy may
-- fail at a unique key, which is later than the policy and counts as allowed.
CREATE FUNCTION access_test.insert_verb(t name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	columns text := (SELECT string_agg(quote_ident(c), ', ') FROM unnest(access_test.columns(t, 'INSERT')) c);
	allowed bigint;
	total bigint;
BEGIN
	IF columns IS NULL THEN
		RETURN '-';
	END IF;
	SELECT count(*) FILTER (WHERE access_test.attempt(format(
	           'INSERT INTO public.%I (%s) SELECT %2$s FROM jsonb_populate_record(NULL::public.%1$I, %3$L)',
	           t, columns, r)) <> 'denied'), count(*)
	  INTO allowed, total FROM access_test.rows(t) r;
	RETURN access_test.share(allowed, total);
END $$;

CREATE FUNCTION access_test.verb(t name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer constant text := access_test.attempt(statement);
	total constant bigint := (SELECT count(*) FROM access_test.rows(t));
BEGIN
	IF total = 0 THEN
		RAISE 'the table % has no row to try with', t;
	END IF;
	-- 55000: no view of ours can be written to.
	RETURN CASE WHEN answer IN ('denied', '55000') THEN '-'
	    WHEN answer ~ '^[0-9A-Z]{5}$' AND answer !~ '^[0-9]{1,4}$' THEN answer
	    ELSE access_test.share(answer::bigint, total) END;
END $$;

CREATE FUNCTION access_test.update_verb(t name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE c constant name := (SELECT min(c) FROM unnest(access_test.columns(t, 'UPDATE')) c
    WHERE has_column_privilege(format('public.%I', t), c, 'SELECT'));
BEGIN
	IF c IS NULL THEN
		RETURN '-';
	END IF;
	RETURN access_test.verb(t, format('UPDATE public.%I SET %I = %2$I', t, c));
END $$;

-- The lines of tests/access.txt for this role: select, insert, update, delete.
CREATE FUNCTION access_test.verbs(who text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format(E'%s\t%s\t%s %s %s %s\n', who, t,
	           access_test.verb(t, format('SELECT FROM public.%I', t)), access_test.insert_verb(t),
	           access_test.update_verb(t), access_test.verb(t, format('DELETE FROM public.%I', t))),
	       '' ORDER BY t)
	  FROM access_test.tables() t
$$;

-- Which functions it may call, those of extensions aside.
CREATE FUNCTION access_test.functions(who text) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(format(E'%s\tmay call\t%s\n', who, p.oid::regprocedure), ''
	           ORDER BY p.oid::regprocedure::text), '')
	  FROM pg_proc p
	 WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
	   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
$$;

-- Tables that show a row of a place other than these.
CREATE FUNCTION access_test.strange(mine bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t name;
	found text := '';
	n bigint;
BEGIN
	FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
	          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
	            AND a.attname = 'place_id' AND has_column_privilege(c.oid, a.attnum, 'SELECT')
	          ORDER BY 1 LOOP
		EXECUTE format('SELECT count(*) FROM public.%I WHERE place_id <> ALL ($1)', t) INTO n USING mine;
		IF n > 0 THEN
			found := found || t || ' ';
		END IF;
	END LOOP;
	RETURN found;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA access_test TO PUBLIC;
