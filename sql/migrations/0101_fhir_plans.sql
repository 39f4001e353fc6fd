-- What every answer of FHIR asks again and again is planned once in a session.  A function in SQL that reads a table is
-- planned at each call, and within a client's transaction even a kept plan would be made anew for its values
-- (client_act() says so, for the sake of the searches), which these do not need.

CREATE OR REPLACE FUNCTION fhir_person(who bigint) RETURNS json LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN (SELECT json_build_object('reference', CASE WHEN u.machine THEN 'Device/' ELSE 'PractitionerRole/' END || u.id, 'display', u.name)
	  FROM app_user u WHERE u.id = who);
END $$;
CREATE OR REPLACE FUNCTION fhir_place(which bigint) RETURNS json LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN (SELECT json_build_object('reference', 'Location/' || p.id, 'display', p.name) FROM place p WHERE p.id = which);
END $$;
CREATE OR REPLACE FUNCTION task_version_now(which bigint) RETURNS bigint LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN (SELECT coalesce(max(e.id), 0) FROM task_event e WHERE e.task_id = which AND e.from_status IS NOT NULL);
END $$;
CREATE OR REPLACE FUNCTION client_stands(which bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
	RETURN EXISTS (SELECT FROM client c JOIN app_user u ON u.id = c.user_id
	    WHERE c.user_id = which AND u.active AND c.revoked_at IS NULL AND c.expires_at > at);
END $$;
CREATE OR REPLACE FUNCTION client_resume(hash text) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT a.id, a.name, a.role, coalesce(t.scopes, a.scopes), a.places, a.too_often
	  FROM (SELECT c.user_id, NULL::text AS scopes FROM client c WHERE c.token_hash = $1
	        UNION ALL
	        SELECT k.user_id, k.scopes FROM client_token k WHERE k.token_hash = $1 AND k.expires_at > business_now()) t
	 CROSS JOIN LATERAL client_act(t.user_id) a;
END $$;

-- Of what they are made, these are stable: said to be more, they cannot become part of who asks.
ALTER FUNCTION fhir_instant(timestamptz) STABLE;
ALTER FUNCTION fhir_man(bigint, text) STABLE;
ALTER FUNCTION fhir_coding(text, text, text) STABLE;
ALTER FUNCTION fhir_text(text) STABLE;
