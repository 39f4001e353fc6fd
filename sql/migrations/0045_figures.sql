-- Figures that stand on many pages are asked again when something has changed, not
-- with every page.  How that is known: the versions of the user's places, which whoever
-- asks is told with his session, and until when the clock alone changes none of them.

-- A version is never there twice, not even after a place was loaded anew: it begins with
-- the moment (in ms: those of a million places can still be added up).
CREATE OR REPLACE FUNCTION place_version_start() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_version (place_id, version) VALUES (NEW.id, (extract(epoch FROM clock_timestamp()) * 1000)::bigint);
	RETURN NULL;
END $$;

-- What else the figures are made of: whom a place follows, and what its rules could not
-- do.  Somebody who moves concerns both places.
CREATE FUNCTION place_version_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id)
	SELECT coalesce(place_id, 0) FROM was UNION SELECT coalesce(place_id, 0) FROM changed ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION place_version_moved() FROM PUBLIC;
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['patient', 'enrolment'] LOOP
		EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
		    FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump()', t);
		EXECUTE format('CREATE TRIGGER version_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS was NEW TABLE AS changed
		    FOR EACH STATEMENT EXECUTE FUNCTION place_version_moved()', t);
	END LOOP;
END $$;
CREATE TRIGGER version_insert AFTER INSERT ON rule_failure REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_delete AFTER DELETE ON rule_failure REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();

-- As in 0012_session.sql, with one number for the versions of all his places.
DROP FUNCTION session_resume(text, interval);
CREATE FUNCTION session_resume(hash text, idle interval)
RETURNS TABLE (id bigint, name text, role text, csrf text, language text, keys_on boolean,
    expires_at timestamptz, place_id bigint, place_name text, zone text, region text, places bigint[], touch boolean,
    version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	at constant timestamptz := business_now();
BEGIN
	SELECT au.id, au.name, au.role, s.csrf, au.language, au.keys_on, least(s.expires_at, s.seen_at + idle),
	       m.places[1], coalesce(p.name, ''), coalesce(p.zone, 'UTC'), coalesce(p.region, 'ZW'), m.places,
	       s.seen_at < at - interval '1 minute', m.version
	  INTO id, name, role, csrf, language, keys_on, expires_at, place_id, place_name, zone, region, places, touch, version
	  FROM session s
	  JOIN app_user au ON au.id = s.user_id
	 CROSS JOIN LATERAL (SELECT coalesce(array_agg(f.id ORDER BY f.name), '{}') AS places,
	                            coalesce(bit_xor(hashint8extended(v.version, f.id)), 0) AS version
	                       FROM user_place up JOIN place f ON f.id = up.place_id JOIN place_version v ON v.place_id = f.id
	                      WHERE up.user_id = au.id AND f.active) m
	  LEFT JOIN place p ON p.id = m.places[1]
	 WHERE s.token_hash = hash AND au.active AND s.expires_at > at AND s.seen_at + idle > at;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM set_config('app.user_id', id::text, true), set_config('app.role', role, true),
	    set_config('app.places', places::text, true);
	RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION session_resume(text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_resume(text, interval) TO aftercare_site;

-- As in 0034_made.sql, and when the clock alone makes one of them another: a task comes,
-- falls due within a day, or a case is late.
DROP FUNCTION work_counts(timestamptz);
CREATE FUNCTION work_counts(at_ timestamptz)
RETURNS TABLE (tasks bigint, messages bigint, escalations bigint, delivery bigint, late boolean,
    rules bigint, until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	failing bigint := 0;
	since constant timestamptz := at_ - interval '7 days';
	tomorrow constant timestamptz := at_ + interval '1 day';
BEGIN
	IF NOT clinical THEN
		RETURN QUERY SELECT 0::bigint, 0::bigint, 0::bigint, delivery_failed(since), false,
		    rule_failing_count() + (rule_behind(at_) IS NOT NULL)::integer, at_;
		RETURN;
	END IF;
	-- As rule_failing_count(), whose plan would be made anew for each page.
	IF my_role() = 'supervisor' THEN
		SELECT count(DISTINCT (f.rule, f.file, f.line)) INTO failing FROM rule_failure f
		 WHERE f.place_id = ANY (mine) OR f.place_id IS NULL;
		failing := failing + (SELECT count(*) FROM rule_zone) + (rule_behind(at_) IS NOT NULL)::integer;
	END IF;
	RETURN QUERY
	SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= at_ AND due_at < tomorrow),
	       (SELECT count(*) FROM thread WHERE place_id = ANY (mine) AND state = 'waiting')
	       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
	       count(*) FILTER (WHERE kind = 'escalation'),
	       (SELECT count(*) FROM message WHERE place_id = ANY (mine) AND state IN ('failed', 'unsure') AND at > since)
	       + (SELECT count(*) FROM message WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at > since),
	       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
	                WHERE (t.place_id = ANY (mine) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	                  AND ((e.first_at IS NULL AND e.first_due < at_) OR (e.decided_at IS NULL AND e.decide_due < at_))),
	       failing,
	       least(min(starts_at) FILTER (WHERE starts_at > at_), min(due_at) FILTER (WHERE kind = 'escalation' AND due_at >= at_),
	             min(due_at) FILTER (WHERE due_at >= tomorrow) - interval '1 day')
	  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY (mine) AND open
	         UNION ALL
	        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) work;
END $$;
REVOKE EXECUTE ON FUNCTION work_counts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work_counts(timestamptz) TO aftercare_site;

-- Changes of one patient are few.  PostgreSQL took it for a thousand, and read all users
-- for the names of those who made them.
ALTER FUNCTION patient_changes(bigint) ROWS 5;

-- As in 0041_thread.sql, in a language whose plans are kept: one in SQL that nobody can
-- look into is planned anew with every page, for three times what the page's row costs.
CREATE OR REPLACE FUNCTION thread_flow_waiting(which bigint, phone bigint, at_ timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	waits constant text := (SELECT r.flow FROM run r
	    WHERE r.phone_id = phone AND r.exited_at IS NULL AND r.put_aside_at IS NULL AND r.created_at > at_ - interval '30 days'
	    ORDER BY r.created_at DESC LIMIT 1);
BEGIN
	IF waits IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT waits FROM thread t LEFT JOIN patient p ON p.id = t.patient_id
	    WHERE t.id = which AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'))
	      AND coalesce(p.phone_id, t.phone_id) = phone);
END $$;
