-- Searches have many shapes and one text: they ask for a plan for what they ask (plan_each.sql).  What else a client
-- does, such as reading a task and claiming it, is planned once in a session.
CREATE OR REPLACE FUNCTION client_act(which bigint) RETURNS TABLE (id bigint, name text, role text, scopes text, places bigint[], too_often boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	at constant timestamptz := business_now();
BEGIN
	SELECT u.id, u.name, u.role, array_to_string(c.scopes, ' '),
	       coalesce((SELECT array_agg(p.id ORDER BY p.name) FROM user_place up JOIN place p ON p.id = up.place_id
	                  WHERE up.user_id = u.id AND p.active), '{}'),
	       c.minute IS NOT DISTINCT FROM date_trunc('minute', at) AND c.asked >= c.per_minute
	  INTO id, name, role, scopes, places, too_often
	  FROM client c JOIN app_user u ON u.id = c.user_id
	 WHERE c.user_id = which AND client_stands(which, at);
	IF NOT FOUND THEN
		RETURN;
	END IF;
	PERFORM set_config('app.user_id', id::text, true), set_config('app.role', role, true),
	    set_config('app.places', places::text, true);
	RETURN NEXT;
END $$;
