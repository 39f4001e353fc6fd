-- Finding people, planning in local time, and what the administrator may cause
-- without seeing a patient.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Searching -----------------------------------------------------------------

CREATE INDEX patient_folded ON patient USING gin (folded gin_trgm_ops);
CREATE INDEX patient_birth ON patient (place_id, birth_date);
CREATE INDEX phone_digits ON phone USING gin (e164 gin_trgm_ops);

-- The list of patients, by what became of their follow-up.
CREATE INDEX enrolment_state ON enrolment (place_id, state, patient_id);
CREATE INDEX patient_opted_out ON patient (place_id) WHERE opted_out_at IS NOT NULL;

-- Trigram operators lose their index under row security, so this looks past it
-- and keeps to the places it is given: those of the user who asks.  needle is
-- folded; every word of it must occur.  digits are of a phone: four or fewer
-- are its last ones, more stand anywhere.  Newest first, and exact; only when
-- nothing is, what sounds alike, best first.
CREATE FUNCTION patient_search(needle text, digits text, places bigint[], most integer)
RETURNS TABLE (id bigint, exact boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	words constant text[] := (SELECT array_agg('%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
	    ORDER BY length(w) DESC) FROM unnest(string_to_array(needle, ' ')) w WHERE w <> '');
	dialled constant text := CASE WHEN length(digits) > 4 THEN '%' || digits || '%' ELSE '%' || digits END;
BEGIN
	RETURN QUERY
	SELECT found.id, true
	  FROM (SELECT p.id FROM patient p
	         WHERE p.place_id = ANY (places) AND p.folded LIKE words[1] AND p.folded LIKE ALL (words)
	         UNION
	        SELECT p.id FROM phone ph JOIN patient p ON p.phone_id = ph.id
	         WHERE length(digits) >= 3 AND ph.e164 LIKE dialled AND p.place_id = ANY (places)
	         UNION
	        SELECT p.id FROM phone ph JOIN patient p ON p.phone2_id = ph.id
	         WHERE length(digits) >= 3 AND ph.e164 LIKE dialled AND p.place_id = ANY (places)) found
	 ORDER BY found.id DESC LIMIT most;
	IF NOT FOUND AND digits = '' AND length(regexp_replace(needle, '[^[:alnum:]]', '', 'g')) >= 3 THEN
		RETURN QUERY
		SELECT p.id, false FROM patient p
		 WHERE p.place_id = ANY (places) AND word_similarity(needle, p.folded) >= 0.4
		 ORDER BY word_similarity(needle, p.folded) DESC, p.id DESC LIMIT least(most, 20);
	END IF;
END $$;

-- The number that is asked for, not the one on the card of a patient.
CREATE OR REPLACE FUNCTION phone_used_elsewhere(number text, mine bigint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM phone ph JOIN patient p ON p.phone_id = ph.id
	 WHERE ph.e164 = $1 AND p.place_id <> ALL ($2)
$$;

-- What was changed about a patient, and by whom: the trail itself is the
-- administrator's, who may see no patient.
CREATE FUNCTION patient_changes(which bigint, places bigint[])
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, object text, columns text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM audit a
	 WHERE a.object = 'patient' AND a.object_id = which AND a.action = 'update' AND a.place_id = ANY (places)
	 UNION ALL
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM enrolment e JOIN audit a ON a.object = 'enrolment' AND a.object_id = e.id
	 WHERE e.patient_id = which AND a.action = 'update' AND a.place_id = ANY (places)
	   AND a.change ? 'state'
$$;

-- The next free number on a clinic card: one more than the highest of those that
-- begin like the newest, "R-2331"; where there is none yet, the facility's letter
-- and a thousand.  One registration of a facility at a time.
CREATE FUNCTION patient_next_number(which bigint) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public AS $$
DECLARE
	pattern constant text := '^(.*[^0-9]|)[0-9]{1,9}$';
	newest text;
	start text;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('patient_next_number'), which::integer);
	SELECT p.number, substring(p.number FROM pattern) INTO newest, start
	  FROM patient p WHERE p.place_id = which AND p.number ~ pattern
	 ORDER BY p.created_at DESC, p.id DESC LIMIT 1;
	IF NOT FOUND THEN
		RETURN (SELECT upper(coalesce(substring(name FROM '[A-Za-z]'), 'A')) || '-1001' FROM place WHERE id = which);
	END IF;
	RETURN (SELECT start || CASE WHEN length(n) < length(newest) - length(start)
		THEN lpad(n, length(newest) - length(start), '0') ELSE n END
	    FROM (SELECT (max(substr(p.number, length(start) + 1)::bigint) + 1)::text AS n FROM patient p
		   WHERE p.place_id = which AND starts_with(p.number, start)
		     AND substr(p.number, length(start) + 1) ~ '^[0-9]{1,9}$') highest);
END $$;

-- Planning -------------------------------------------------------------------

-- A wall clock's reading in a zone.  A time that the clock jumps over is read
-- as if it had not jumped; of one that comes twice the second is meant.
CREATE FUNCTION local_moment(day date, at time, zone text) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT (day + at) AT TIME ZONE zone $$;

-- After a change of zone or of the hour of check-ins.  What is planned for a
-- moment that would then be past stays where it is.
CREATE FUNCTION schedule_replan(which bigint, from_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE moved bigint;
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator moves a place''s schedule';
	END IF;
	UPDATE reminder r SET due_at = local_moment(r.due_date, p.checkin_time, p.zone)
	  FROM place p
	 WHERE p.id = which AND r.place_id = which AND r.state = 'planned'
	   AND local_moment(r.due_date, p.checkin_time, p.zone) > from_moment
	   AND local_moment(r.due_date, p.checkin_time, p.zone) <> r.due_at;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END $$;

-- The administrator ------------------------------------------------------------

-- How much a person has in hand: what disabling would release.
CREATE FUNCTION user_open_work(who bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM task WHERE owner_id = $1 AND open AND my_role() = 'admin'
$$;

-- Open work goes back to everybody, but for that of the facilities to keep.
CREATE FUNCTION user_release(who bigint, at timestamptz, keep bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE released bigint;
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator releases another''s work';
	END IF;
	WITH freed AS (
		UPDATE task SET owner_id = NULL, version = version + 1,
		    status = CASE WHEN status IN ('accepted', 'in-progress') THEN 'requested' ELSE status END
		 WHERE owner_id = $1 AND open AND (place_id = ANY ($3)) IS NOT TRUE
		RETURNING id, place_id)
	INSERT INTO task_event (task_id, place_id, at, user_id, what)
	SELECT f.id, f.place_id, user_release.at, my_id(), 'released' FROM freed f;
	GET DIAGNOSTICS released = ROW_COUNT;
	UPDATE thread SET assigned_to = NULL
	 WHERE assigned_to = $1 AND (place_id = ANY ($3)) IS NOT TRUE;
	RETURN released;
END $$;

-- Patients in follow-up by place: numbers, nobody's name.
CREATE FUNCTION place_follow_ups() RETURNS TABLE (place_id bigint, patients bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT e.place_id, count(*) FROM enrolment e
	 WHERE e.state = 'active' AND my_role() = 'admin' GROUP BY e.place_id
$$;

-- A person may change her own settings; what she is, only the administrator.
CREATE FUNCTION app_user_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF my_id() IS NOT NULL AND my_role() <> 'admin'
	    AND (NEW.role, NEW.username, NEW.name, NEW.active) IS DISTINCT FROM (OLD.role, OLD.username, OLD.name, OLD.active) THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator changes who a user is';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER app_user_guard BEFORE UPDATE ON app_user FOR EACH ROW EXECUTE FUNCTION app_user_guard();

REVOKE EXECUTE ON FUNCTION patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]),
    patient_next_number(bigint), local_moment(date, time, text), schedule_replan(bigint, timestamptz),
    user_open_work(bigint), user_release(bigint, timestamptz, bigint[]), place_follow_ups(), app_user_guard() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION patient_search(text, text, bigint[], integer), patient_changes(bigint, bigint[]),
    patient_next_number(bigint), schedule_replan(bigint, timestamptz),
    user_open_work(bigint), user_release(bigint, timestamptz, bigint[]), place_follow_ups() TO aftercare_site;
GRANT EXECUTE ON FUNCTION local_moment(date, time, text) TO aftercare_site, aftercare_worker;
