-- In every text that somebody may have written stands what would be markup.
-- Where a rule of the table refuses it, nobody can have written it.
DO $$
DECLARE c record; marked int := 0;
BEGIN
	SET LOCAL session_replication_role = replica;
	FOR c IN SELECT table_name t, column_name n FROM information_schema.columns
	          WHERE table_schema = 'public' AND data_type = 'text'
	            AND column_name IN ('name', 'names', 'body', 'note', 'outcome_note', 'outcome', 'refer_to',
			'event', 'sign', 'matched', 'last_failure', 'reason', 'end_reason', 'guardian_name',
			'lives_in', 'phone2_owner_name', 'opted_out_how', 'number', 'given_name',
			'family_name', 'phone_typed', 'phone2_typed', 'phone_owner_name', 'failure',
			'device', 'address', 'words', 'who', 'last_words', 'object', 'username')
	            AND table_name NOT IN ('feed', 'gateway', 'worker', 'schema_migration') LOOP
		BEGIN
			EXECUTE format('UPDATE %I SET %I = %I || %L', c.t, c.n, c.n, '<zq a="''">&');
			marked := marked + 1;
		EXCEPTION WHEN others THEN
		END;
	END LOOP;
	SET LOCAL session_replication_role = origin;
	IF marked < 25 THEN
		RAISE EXCEPTION 'only % columns could be marked', marked;
	END IF;
END $$;
