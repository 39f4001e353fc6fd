-- A rule that is stopped for a number, and clocks that the rules have otherwise than the
-- rest, are shown where the rules are looked after.  docs/rules.md.

-- For a patient, or for a number that is nobody's yet.
ALTER TABLE rule_failure DROP CONSTRAINT rule_failure_pkey,
	ALTER patient_id DROP NOT NULL, ALTER place_id DROP NOT NULL,
	ADD thread_id bigint REFERENCES thread ON DELETE CASCADE,
	ADD subject bigint NOT NULL GENERATED ALWAYS AS (coalesce(patient_id, -thread_id)) STORED,
	ADD CHECK ((patient_id IS NULL) <> (thread_id IS NULL)),
	ADD CHECK (patient_id IS NULL OR place_id IS NOT NULL),
	ADD PRIMARY KEY (subject, rule, file, line);
CREATE INDEX rule_failure_thread ON rule_failure (thread_id) WHERE thread_id IS NOT NULL;
-- A number that is of no place is every supervisor's.
DROP POLICY site ON rule_failure;
CREATE POLICY site ON rule_failure FOR SELECT TO aftercare_site
	USING ((SELECT my_role()) = 'supervisor' AND (place_id IS NULL OR place_id = ANY ((SELECT my_places())::bigint[])));

-- As in 0024_rules.sql.
CREATE OR REPLACE FUNCTION rule_failures_keep(results jsonb, at timestamptz) RETURNS void LANGUAGE sql AS $$
	WITH result AS (
		SELECT * FROM jsonb_to_recordset(results) AS r (patient bigint, failures jsonb)
	), failure AS (
		SELECT DISTINCT ON (subject, rule, file, line) * FROM (
			SELECT r.patient AS subject, left(coalesce(f ->> 'rule', ''), 200) AS rule,
			       left(coalesce(f ->> 'file', ''), 200) AS file, coalesce((f ->> 'line')::integer, 0) AS line,
			       left(coalesce(f ->> 'words', ''), 500) AS words
			  FROM result r CROSS JOIN jsonb_array_elements(r.failures) f) every
		 ORDER BY subject, rule, file, line
	), gone AS (
		DELETE FROM rule_failure o USING result r
		 WHERE o.subject = r.patient AND NOT EXISTS (SELECT FROM failure f
		     WHERE (f.subject, f.rule, f.file, f.line) = (o.subject, o.rule, o.file, o.line))
	)
	INSERT INTO rule_failure AS o (patient_id, thread_id, place_id, rule, file, line, words, first_at, last_at)
	SELECT p.id, t.id, coalesce(p.place_id, t.place_id), f.rule, f.file, f.line, f.words, at, at
	  FROM failure f
	  LEFT JOIN patient p ON p.id = f.subject
	  LEFT JOIN thread t ON t.id = -f.subject AND t.patient_id IS NULL
	 WHERE p.id IS NOT NULL OR t.id IS NOT NULL
	ON CONFLICT (subject, rule, file, line) DO UPDATE
	   SET words = excluded.words, last_at = excluded.last_at, times = o.times + 1
$$;

-- A number that has become somebody's has no turn any more (rule_gone.sql): with the next
-- version of the rules it would be its turn for ever.
GRANT DELETE ON rule_next TO aftercare_rules;

-- Zones whose days the rules reckon by other clocks than all others do: ICU's table could
-- not be put right.
CREATE TABLE rule_zone (
	zone	text PRIMARY KEY,
	since	timestamptz NOT NULL
);
ALTER TABLE rule_zone ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_zone FORCE ROW LEVEL SECURITY;
CREATE POLICY rules ON rule_zone TO aftercare_rules USING (true) WITH CHECK (true);
CREATE POLICY site ON rule_zone FOR SELECT TO aftercare_site USING ((SELECT my_role()) IN ('supervisor', 'admin'));
GRANT SELECT, INSERT, DELETE ON rule_zone TO aftercare_rules;
GRANT SELECT ON rule_zone TO aftercare_site;

-- As in 0026_rule_questions.sql, numbers among them.
DROP FUNCTION rule_failing();
CREATE FUNCTION rule_failing()
RETURNS TABLE (rule text, file text, line integer, words text, patients bigint, numbers bigint, places text, first_at timestamptz,
    last_at timestamptz, times bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH failing AS (
		SELECT f.*, pl.name AS place_name, (
		           SELECT left(coalesce(regexp_replace(f.words, string_agg('\m' || regexp_replace(secret, '([^[:alnum:]])', '\\\1', 'g')
		                      || '\M', '|'), '…', 'gi'), f.words), 500)
		             FROM unnest(ARRAY[p.given_name, p.family_name, p.number, p.guardian_name, ltrim(h.e164, '+'),
		                      p.lives_in]) secret WHERE length(secret) > 1) AS said
		  FROM rule_failure f
		  LEFT JOIN patient p ON p.id = f.patient_id
		  LEFT JOIN thread t ON t.id = f.thread_id
		  LEFT JOIN place pl ON pl.id = f.place_id
		  LEFT JOIN phone h ON h.id = coalesce(p.phone_id, t.phone_id)
		 WHERE (SELECT my_role()) = 'admin'
		    OR ((SELECT my_role()) = 'supervisor' AND (f.place_id IS NULL OR f.place_id = ANY ((SELECT my_places())::bigint[])))
	)
	SELECT rule, file, line, mode() WITHIN GROUP (ORDER BY said), count(patient_id), count(thread_id),
	       coalesce(string_agg(DISTINCT place_name, ', '), ''), min(first_at), max(last_at), sum(times)
	  FROM failing GROUP BY rule, file, line
	 ORDER BY max(last_at) DESC, rule, file, line LIMIT 100
$$;
CREATE OR REPLACE FUNCTION rule_failing_count() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT (SELECT count(DISTINCT (rule, file, line)) FROM rule_failure
	         WHERE (SELECT my_role()) = 'admin' OR ((SELECT my_role()) = 'supervisor'
	             AND (place_id IS NULL OR place_id = ANY ((SELECT my_places())::bigint[]))))
	     + (SELECT count(*) FROM rule_zone WHERE (SELECT my_role()) IN ('supervisor', 'admin'))
$$;
REVOKE EXECUTE ON FUNCTION rule_failing() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rule_failing() TO aftercare_site;

-- As in 0035_forms.sql.  A report that was of no task says whether a supervisor had him in
-- hand when it was written, as the outcome of a task does: then no rule asks for a visit
-- besides what is decided there.
CREATE OR REPLACE FUNCTION rule_report(r report, told jsonb, sender text) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT (r.doc || jsonb_strip_nulls(jsonb_build_object('_id', r.doc_id, 'type', 'data_record', 'form', r.form,
	    'content_type', CASE WHEN r.form_version_id IS NOT NULL THEN 'xml' END, 'from', sender, 'reported_date', ms(r.reported_at),
	    'hidden_fields', r.hidden_fields)) ||
	    jsonb_build_object('fields', told || CASE WHEN NOT told ? 'case' AND EXISTS (SELECT FROM task k
		 WHERE k.patient_id = r.patient_id AND k.kind = 'escalation' AND k.created_at <= r.reported_at
		   AND (k.open OR k.closed_at > r.reported_at)) THEN '{"case": "yes"}'::jsonb ELSE '{}' END || (r.fields
		- CASE WHEN r.fields ->> 'patient_id' = '' THEN 'patient_id' ELSE '' END
		- CASE WHEN r.fields ->> 'patient_uuid' = '' THEN 'patient_uuid' ELSE '' END)))::json
$$;

-- The work of a place in the order of its list (task_list.sql): a page reads no more than
-- it shows, however much there is.
CREATE INDEX task_queue ON task ((CASE WHEN place_id IS NULL THEN 0 ELSE place_id END), (kind = 'problem'), priority, due_at, id)
	WHERE open AND kind <> 'escalation';
