-- Why there is, or is no, task: asked on a page, answered by the program that evaluates
-- rules; and what of them fails, for whoever looks after them.  docs/rules.md.

-- What somebody has asked about a patient, and the last answer to it.  The page cannot
-- evaluate: it has no walls for that.  Nothing is lost with it that cannot be asked again.
CREATE UNLOGGED TABLE rule_question (
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	asked_by	bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	asked		integer NOT NULL DEFAULT 1,	-- how often; waits while answered is less
	asked_at	timestamptz NOT NULL,
	answered	integer NOT NULL DEFAULT 0,
	answered_at	timestamptz,
	answer		jsonb CHECK (octet_length(answer::text) <= 4194304),
	PRIMARY KEY (patient_id, asked_by),
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX rule_question_waits ON rule_question (asked_at) WHERE answered < asked;
ALTER TABLE rule_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_question FORCE ROW LEVEL SECURITY;
CREATE POLICY rules ON rule_question TO aftercare_rules USING (true) WITH CHECK (true);
-- Each his own, of the patients whom he may see: an answer shows what is in their record.
CREATE POLICY site ON rule_question TO aftercare_site
	USING (asked_by = (SELECT my_id()) AND (SELECT my_role()) IN ('nurse', 'supervisor')
	    AND place_id = ANY ((SELECT my_places())::bigint[]))
	WITH CHECK (asked_by = (SELECT my_id()) AND (SELECT my_role()) IN ('nurse', 'supervisor')
	    AND place_id = ANY ((SELECT my_places())::bigint[]));
-- The answer is for the evaluator alone to write.
GRANT SELECT, INSERT (patient_id, place_id, asked_by, asked_at), UPDATE (asked, asked_at) ON rule_question TO aftercare_site;
GRANT SELECT, UPDATE, DELETE ON rule_question TO aftercare_rules;

-- What waits, and since when the rules are in use: numbers, of nobody.
CREATE FUNCTION rule_state(at timestamptz)
RETURNS TABLE (hash text, since timestamptz, due bigint, oldest timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
	SELECT v.hash, v.since, f.due, f.oldest
	  FROM rule_figures(at) f LEFT JOIN (SELECT * FROM rule_version ORDER BY id DESC LIMIT 1) v ON true
	 WHERE (SELECT my_role()) IN ('supervisor', 'admin')
$$;

-- What fails, by where it does: to the supervisor that of his places, to the admin all, but
-- nothing of a patient; his name and number are taken out of what a rule has thrown.
CREATE FUNCTION rule_failing()
RETURNS TABLE (rule text, file text, line integer, words text, patients bigint, places text, first_at timestamptz,
    last_at timestamptz, times bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH failing AS (
		SELECT f.*, pl.name AS place_name, (
		           SELECT left(coalesce(regexp_replace(f.words, string_agg('\m' || regexp_replace(secret, '([^[:alnum:]])', '\\\1', 'g')
		                      || '\M', '|'), '…', 'gi'), f.words), 500)
		             FROM unnest(ARRAY[p.given_name, p.family_name, p.number, p.guardian_name, ltrim(h.e164, '+'),
		                      p.lives_in]) secret WHERE length(secret) > 1) AS said
		  FROM rule_failure f
		  JOIN patient p ON p.id = f.patient_id
		  JOIN place pl ON pl.id = f.place_id
		  LEFT JOIN phone h ON h.id = p.phone_id
		 WHERE (SELECT my_role()) = 'admin'
		    OR ((SELECT my_role()) = 'supervisor' AND f.place_id = ANY ((SELECT my_places())::bigint[]))
	)
	SELECT rule, file, line, mode() WITHIN GROUP (ORDER BY said), count(*),
	       string_agg(DISTINCT place_name, ', '), min(first_at), max(last_at), sum(times)
	  FROM failing GROUP BY rule, file, line
	 ORDER BY max(last_at) DESC, rule, file, line LIMIT 100
$$;

-- How many of them there are: for the navigation.
CREATE FUNCTION rule_failing_count() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(DISTINCT (rule, file, line)) FROM rule_failure
	 WHERE (SELECT my_role()) = 'admin'
	    OR ((SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]))
$$;
REVOKE EXECUTE ON FUNCTION rule_state(timestamptz), rule_failing(), rule_failing_count() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rule_state(timestamptz), rule_failing(), rule_failing_count() TO aftercare_site;
