-- When the colleagues of a supervisor were last at work here: their latest sign-in, or later what they did since.  No address,
-- no page.
CREATE FUNCTION colleagues_seen() RETURNS TABLE (user_id bigint, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT u.id, greatest(u.signed_in_at, (SELECT max(s.seen_at) FROM session s WHERE s.user_id = u.id))
	  FROM app_user u
	 WHERE my_role() = 'supervisor' AND u.role IN ('nurse', 'supervisor')
	   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id AND up.place_id = ANY (my_places()))
$$;
REVOKE EXECUTE ON FUNCTION colleagues_seen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION colleagues_seen() TO aftercare_site;
