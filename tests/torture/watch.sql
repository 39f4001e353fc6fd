-- What the torture keeps for itself: the database as it was, to compare it with
-- and to go back to.  Time stands still, so that equal work leaves equal rows.
CREATE SCHEMA torture;
CREATE TABLE torture.kept (name name PRIMARY KEY, digest text, columns text);
-- next: the number that it gives next; used: how many a run without failures takes.
CREATE TABLE torture.sequence (id regclass PRIMARY KEY, next bigint, used bigint);

CREATE OR REPLACE FUNCTION business_now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS
$$ SELECT '2031-03-03 06:02:00Z'::timestamptz + advance FROM business_clock $$;

CREATE OR REPLACE FUNCTION place_version_start() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public AS
$$ BEGIN INSERT INTO place_version (place_id, version) VALUES (NEW.id, 1); RETURN NULL; END $$;

-- One row a table; made anew by keep(), since it names them all.
CREATE FUNCTION torture.digests() RETURNS TABLE (name name, digest text) LANGUAGE sql
	AS $$ SELECT NULL::name, NULL::text WHERE false $$;

CREATE FUNCTION torture.next(id regclass) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE format('SELECT last_value + is_called::int FROM %s', id) INTO n;
	RETURN n;
END $$;

-- From now on this is the state to come back to.
CREATE FUNCTION torture.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE t name; body text; s record;
BEGIN
	FOR t IN SELECT name FROM torture.kept LOOP
		EXECUTE format('DROP TABLE torture.%I', 'of_' || t);
	END LOOP;
	DELETE FROM torture.kept;
	DELETE FROM torture.sequence;
	FOR t IN SELECT relname FROM pg_class
	          WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
		EXECUTE format('CREATE TABLE torture.%I AS TABLE public.%I', 'of_' || t, t);
		INSERT INTO torture.kept SELECT t, NULL, (SELECT string_agg(quote_ident(attname), ', ')
		  FROM pg_attribute WHERE attrelid = format('public.%I', t)::regclass AND attnum > 0
		   AND NOT attisdropped AND attgenerated = '');
	END LOOP;
	-- The trail without its numbers: they tell which row of a statement came first, which nobody promises.
	SELECT string_agg(format('SELECT %L::name, md5(coalesce(string_agg(h, '''' ORDER BY h), ''''))'
	    ' FROM (SELECT md5(%s) h FROM public.%I t) x', k.name,
	    CASE k.name WHEN 'audit' THEN '(to_jsonb(t) - ''id'')::text' ELSE 't::text' END, k.name), ' UNION ALL ')
	  INTO body FROM torture.kept k;
	EXECUTE 'CREATE OR REPLACE FUNCTION torture.digests() RETURNS TABLE (name name, digest text)'
	    ' LANGUAGE plpgsql AS ' || quote_literal('BEGIN RETURN QUERY ' || body || '; END');
	UPDATE torture.kept k SET digest = d.digest FROM torture.digests() d WHERE d.name = k.name;
	FOR s IN SELECT oid::regclass AS id FROM pg_class
	          WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
		INSERT INTO torture.sequence VALUES (s.id, torture.next(s.id), 0);
	END LOOP;
END $$;

CREATE FUNCTION torture.count_numbers() RETURNS void LANGUAGE sql AS $$
	UPDATE torture.sequence SET used = torture.next(id) - next
$$;

-- What differs from the kept state, as text: "" if nothing does.
CREATE FUNCTION torture.difference() RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(d.name || ' ' || d.digest, E'\n' ORDER BY d.name), '')
	  FROM torture.digests() d JOIN torture.kept k ON k.name = d.name WHERE d.digest <> k.digest
$$;

-- Another connection that is inside a transaction and not at work; also one whose transaction failed.
CREATE FUNCTION torture.left_open(failed boolean) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(DISTINCT usename || ' is ' || state, ', '), '') FROM pg_stat_activity
	 WHERE (state = 'idle in transaction' OR (failed AND state = 'idle in transaction (aborted)'))
	   AND pid <> pg_backend_pid()
$$;

CREATE FUNCTION torture.rewind() RETURNS void LANGUAGE sql AS $$
	SELECT setval(id, next, false) FROM torture.sequence
$$;

CREATE FUNCTION torture.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE k record;
BEGIN
	PERFORM set_config('session_replication_role', 'replica', true);
	FOR k IN SELECT o.name, o.columns FROM torture.kept o JOIN torture.digests() d USING (name)
	          WHERE d.digest <> o.digest LOOP
		EXECUTE format('DELETE FROM public.%I', k.name);
		EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM torture.%I',
		    k.name, k.columns, k.columns, 'of_' || k.name);
	END LOOP;
	PERFORM torture.rewind();
END $$;

-- If more numbers were taken than are used: back to where a try began that took them no further.
CREATE FUNCTION torture.restore_skipped() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE starts jsonb = (SELECT jsonb_object_agg(id::text, torture.next(id) - used)
                          FROM torture.sequence WHERE torture.next(id) - used > next);
BEGIN
	IF starts IS NULL THEN
		RETURN false;
	END IF;
	PERFORM torture.restore();
	PERFORM setval(key::regclass, value::bigint, false) FROM jsonb_each_text(starts);
	RETURN true;
END $$;

-- A real clinic's ledger of migrations shows real time.
ALTER TABLE schema_migration ALTER applied_at SET DEFAULT business_now();
