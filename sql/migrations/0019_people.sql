-- What the pages about people read: no more than they show, and as few steps for it
-- as may be.  Beginning a statement costs PostgreSQL more, at a page's size, than
-- the rows do: each step of its plan is set up anew each time, whether it is needed
-- or not.

-- Phones ------------------------------------------------------------------------

-- The same rule as before: a number is seen by who sees one who has it, or the
-- conversation with it.  As a function its steps are set up when they are needed,
-- and not in each statement once for every table of phones in it.
CREATE FUNCTION phone_seen(which bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	-- Nearly every number is that of a conversation, a patient's or its own.
	PERFORM FROM public.thread t WHERE t.phone_id = which;
	IF NOT FOUND THEN
		PERFORM FROM public.patient p WHERE p.phone_id = which;
		IF NOT FOUND THEN
			PERFORM FROM public.patient p WHERE p.phone2_id = which;
		END IF;
	END IF;
	RETURN FOUND;
END $$;
ALTER POLICY site ON phone USING (phone_seen(id));

-- The names that a conversation goes by: the patient's, or of those who share the
-- number, a line each.  Few are shared: only these look.
CREATE FUNCTION phone_names(which bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT string_agg(trim(given_name || ' ' || family_name), E'\n' ORDER BY id)
	          FROM public.patient WHERE phone_id = which OR phone2_id = which);
END $$;
CREATE FUNCTION thread_names(kind text, phone_id bigint, given_name text, family_name text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT coalesce(CASE kind WHEN 'patient' THEN trim(given_name || ' ' || family_name)
	    WHEN 'shared' THEN phone_names(phone_id) END, '')
$$;

-- The latest enrolment ------------------------------------------------------------

-- The lists and their counts go by a patient's latest enrolment.  Which one that is
-- stands in the row, so that a list is a stretch of an index and a count reads one.
-- It is no decision of anybody, and not in the trail.
CREATE OR REPLACE FUNCTION audit_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
	after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
	row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
	diff jsonb;
	at_ timestamptz := business_now();
BEGIN
	SELECT jsonb_object_agg(k, CASE WHEN k = 'password_hash' THEN '["hidden", "hidden"]'
	    ELSE jsonb_build_array(before -> k, after -> k) END)
	  INTO diff
	  FROM (SELECT jsonb_object_keys(before || after) k) keys
	 WHERE before -> k IS DISTINCT FROM after -> k
	   AND k NOT IN ('version', 'folded', 'open', 'latest') AND coalesce(after -> k, before -> k) <> 'null';
	IF TG_OP = 'UPDATE' AND diff IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (at_, my_id(), (row ->> 'place_id')::bigint, lower(TG_OP), TG_TABLE_NAME,
	    coalesce(row ->> 'id', row ->> 'task_id', row ->> 'user_id')::bigint, diff);
	RETURN NULL;
END $$;

ALTER TABLE enrolment ADD latest boolean NOT NULL DEFAULT true;
UPDATE enrolment e SET latest = false
 WHERE EXISTS (SELECT FROM enrolment n WHERE n.patient_id = e.patient_id AND n.id > e.id);
CREATE FUNCTION enrolment_latest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE public.enrolment SET latest = false WHERE patient_id = NEW.patient_id AND id < NEW.id AND latest;
	NEW.latest := NOT EXISTS (SELECT FROM public.enrolment WHERE patient_id = NEW.patient_id AND latest);
	RETURN NEW;
END $$;
CREATE TRIGGER enrolment_latest BEFORE INSERT ON enrolment FOR EACH ROW EXECUTE FUNCTION enrolment_latest();
CREATE UNIQUE INDEX enrolment_latest ON enrolment (patient_id) WHERE latest;
DROP INDEX enrolment_state;
CREATE INDEX enrolment_state ON enrolment (place_id, state, patient_id DESC) WHERE latest;

-- One line of the list of patients, as the person who asks may see it.
CREATE VIEW patient_item WITH (security_invoker = true) AS
SELECT p.id, p.given_name, p.family_name, p.number, coalesce(ph.e164, '') AS e164, p.phone_owner,
       pl.name AS place_name, pl.zone, pl.region, e.anchor_date, coalesce(e.state, '') AS enrolment_state,
       p.opted_out_at IS NOT NULL AS opted_out, coalesce(ph.failed_at IS NOT NULL OR t.failed, false) AS failed,
       coalesce(w.escalated, false) AS escalated, coalesce(w.silent, false) AS silent, w.tasks,
       m.at AS reply_at, coalesce(m.reads, '') AS reply_reads, coalesce(left(m.body, 60), '') AS reply_words
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
  LEFT JOIN LATERAL (SELECT at, reads, body FROM message WHERE thread_id = t.id AND direction = 'in'
	ORDER BY at DESC, id DESC LIMIT 1) m ON true
 CROSS JOIN LATERAL (SELECT count(*) AS tasks, bool_or(kind = 'escalation') AS escalated,
	bool_or(kind = 'trace') AS silent FROM task WHERE patient_id = p.id AND open) w;
GRANT SELECT ON patient_item TO aftercare_site;

-- Searching -------------------------------------------------------------------------

-- A name is looked for among those of a facility, in an index that holds them side by
-- side: a thousand of them take less than the letters' index of the whole country,
-- and they stay a thousand when the country grows.  It is also the list of all.
DROP INDEX patient_folded;
CREATE INDEX patient_folded ON patient (place_id, id DESC) INCLUDE (folded);

-- The same as before, each way of searching a statement of its own whose plan is kept;
-- in two functions of SQL, one in the other, they were planned at each search.
DROP FUNCTION patient_search(text, text, bigint[], integer);
DROP FUNCTION patient_search_within(text, text, bigint[], integer);
CREATE FUNCTION patient_search(needle text, digits text, places bigint[], most integer)
RETURNS TABLE (id bigint, exact boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	-- Whatever places it is given, it keeps to those of the user.
	own constant bigint[] := ARRAY(SELECT p FROM unnest(my_places()) p WHERE p = ANY (places));
	words constant text[] := (SELECT array_agg('%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
	    ORDER BY length(w) DESC) FROM unnest(string_to_array(needle, ' ')) w WHERE w <> '');
	longest constant text := words[1];
	dialled constant text := CASE WHEN length(digits) > 4 THEN '%' || digits || '%' ELSE '%' || digits END;
BEGIN
	IF length(digits) < 3 THEN
		RETURN QUERY
		SELECT found.id, true
		  FROM unnest(own) o (place_id) CROSS JOIN LATERAL (
			SELECT p.id FROM patient p
			 WHERE p.place_id = o.place_id AND p.folded LIKE longest AND p.folded LIKE ALL (words)
			 ORDER BY p.id DESC LIMIT most) found
		 ORDER BY found.id DESC LIMIT most;
	ELSE
		RETURN QUERY
		SELECT found.id, true
		  FROM (SELECT p.id FROM patient p
		         WHERE p.place_id = ANY (own) AND p.folded LIKE longest AND p.folded LIKE ALL (words)
		         UNION
		        SELECT p.id FROM phone ph JOIN patient p ON p.phone_id = ph.id
		         WHERE ph.e164 LIKE dialled AND p.place_id = ANY (own)
		         UNION
		        SELECT p.id FROM phone ph JOIN patient p ON p.phone2_id = ph.id
		         WHERE ph.e164 LIKE dialled AND p.place_id = ANY (own)) found
		 ORDER BY found.id DESC LIMIT most;
	END IF;
	IF NOT FOUND AND digits = '' AND length(regexp_replace(needle, '[^[:alnum:]]', '', 'g')) >= 3 THEN
		RETURN QUERY
		SELECT p.id, false FROM patient p
		 WHERE p.place_id = ANY (own) AND word_similarity(needle, p.folded) >= 0.4
		 ORDER BY word_similarity(needle, p.folded) DESC, p.id DESC LIMIT least(most, 20);
	END IF;
END $$;

-- The same for what was changed about a patient.
DROP FUNCTION patient_changes(bigint, bigint[]);
DROP FUNCTION patient_changes_within(bigint, bigint[]);
DROP FUNCTION places_in_common(bigint[], bigint[]);
CREATE FUNCTION patient_changes(which bigint, places bigint[])
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, object text, columns text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	own constant bigint[] := ARRAY(SELECT p FROM unnest(my_places()) p WHERE p = ANY (places));
BEGIN
	RETURN QUERY
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM audit a
	 WHERE a.object = 'patient' AND a.object_id = which AND a.action = 'update' AND a.place_id = ANY (own)
	 UNION ALL
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM enrolment e JOIN audit a ON a.object = 'enrolment' AND a.object_id = e.id
	 WHERE e.patient_id = which AND a.action = 'update' AND a.place_id = ANY (own)
	   AND a.change ? 'state';
END $$;

-- Each page about a person adds to the trail that he was looked at, and what was changed
-- about him was looked for among that: a page became slower each time it was shown.
-- What is looked for has an index of its own, and looking adds to one fewer.
DROP INDEX audit_object;
CREATE INDEX audit_changed ON audit (object, object_id) WHERE action = 'update' AND object IN ('patient', 'enrolment');
CREATE INDEX audit_signed_in ON audit (object_id, at) WHERE action = 'sign-in';

REVOKE EXECUTE ON FUNCTION phone_seen(bigint), phone_names(bigint), thread_names(text, bigint, text, text),
    enrolment_latest(), patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION phone_seen(bigint), phone_names(bigint), thread_names(text, bigint, text, text),
    patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]) TO aftercare_site;
