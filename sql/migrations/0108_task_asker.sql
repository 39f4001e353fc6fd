-- Who asked for a task that another program brought, as its page says it; '' for all others.
CREATE FUNCTION task_asker(which bigint, kind text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF kind <> 'free' THEN
		RETURN '';
	END IF;
	RETURN coalesce((SELECT coalesce(nullif(s.asker, ''), u.name) FROM task t
	    JOIN app_user u ON u.id = t.created_by AND u.machine
	    LEFT JOIN service_request s ON s.task_id = t.id
	   WHERE t.id = which), '');
END $$;
REVOKE EXECUTE ON FUNCTION task_asker(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION task_asker(bigint, text) TO aftercare_site;
