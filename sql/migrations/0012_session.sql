-- Who asks, in one look, and what was looked at, in one statement.

-- One look instead of three, at the database's own time, so that it can be asked
-- for together with BEGIN; and whether it is time to mark the session as used.
DROP FUNCTION session_resume(text, timestamptz, interval);
CREATE FUNCTION session_resume(hash text, idle interval)
RETURNS TABLE (id bigint, name text, role text, csrf text, language text, keys_on boolean,
    expires_at timestamptz, place_id bigint, place_name text, zone text, region text, places bigint[], touch boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	at constant timestamptz := business_now();
BEGIN
	SELECT au.id, au.name, au.role, s.csrf, au.language, au.keys_on, least(s.expires_at, s.seen_at + idle),
	       m.places[1], coalesce(p.name, ''), coalesce(p.zone, 'UTC'), coalesce(p.region, 'ZW'), m.places,
	       s.seen_at < at - interval '1 minute'
	  INTO id, name, role, csrf, language, keys_on, expires_at, place_id, place_name, zone, region, places, touch
	  FROM session s
	  JOIN app_user au ON au.id = s.user_id
	 CROSS JOIN LATERAL (SELECT coalesce(array_agg(f.id ORDER BY f.name), '{}') AS places
	                       FROM user_place up JOIN place f ON f.id = up.place_id
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

-- That a session is in use, and what was looked at: one statement that is its own
-- transaction, where the page's own only reads.
DROP FUNCTION session_touch(text, timestamptz);
DROP FUNCTION audit_read(bigint, text, bigint, timestamptz, text);
CREATE FUNCTION session_note(hash text, touch boolean, who bigint, what text, which bigint, from_address text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	now_ constant timestamptz := business_now();
BEGIN
	IF touch THEN
		UPDATE session SET seen_at = now_ WHERE token_hash = hash AND seen_at < now_ - interval '1 minute';
	END IF;
	IF what <> '' THEN
		INSERT INTO audit (at, user_id, action, object, object_id, address)
		VALUES (now_, who, 'read', what, which, from_address);
	END IF;
END $$;
REVOKE EXECUTE ON FUNCTION session_resume(text, interval),
    session_note(text, boolean, bigint, text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_resume(text, interval),
    session_note(text, boolean, bigint, text, bigint, text) TO aftercare_site;

-- The clock is asked in every transaction: its plan is kept, and nothing is switched
-- for it.  How far it is ahead is no secret.
CREATE OR REPLACE FUNCTION business_now() RETURNS timestamptz LANGUAGE plpgsql STABLE AS
$$ BEGIN RETURN transaction_timestamp() + (SELECT advance FROM public.business_clock); END $$;
GRANT SELECT ON business_clock TO aftercare_site, aftercare_worker, aftercare_api;

-- An open page asks every few seconds whether anything is new: whose session it is
-- and the number of live_version, in one statement and without a transaction.
CREATE FUNCTION session_poll(hash text, idle interval)
RETURNS TABLE (role text, expires_at timestamptz, version bigint, minute bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
	RETURN QUERY
	SELECT u.role, least(s.expires_at, s.seen_at + idle),
	       coalesce((SELECT sum(v.version) FROM user_place up JOIN place_version v ON v.place_id = up.place_id
	                  WHERE up.user_id = u.id), 0)::bigint,
	       (extract(epoch FROM c.now) / 60)::bigint
	  FROM (SELECT transaction_timestamp() + advance AS now FROM business_clock) c
	  JOIN session s ON s.token_hash = hash AND s.expires_at > c.now AND s.seen_at + idle > c.now
	  JOIN app_user u ON u.id = s.user_id AND u.active;
END $$;
REVOKE EXECUTE ON FUNCTION session_poll(text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_poll(text, interval) TO aftercare_site;

-- The figures above the queue of cases: how soon somebody acted, without the tasks.
DROP INDEX task_case_done;
CREATE INDEX task_case_done ON task (place_id, closed_at DESC) INCLUDE (closed_by, kind, id, open)
	WHERE NOT open AND kind = 'escalation';
DROP INDEX escalation_place;
CREATE INDEX escalation_place ON escalation (place_id, raised_at DESC) INCLUDE (first_at, severity);
