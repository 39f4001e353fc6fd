-- What a form sees costs more in beginnings of statements than in what they do: the same, in fewer of them.  With it
-- comes the enrolment, so that nobody has to look for it again.
DROP FUNCTION form_context(bigint, bigint, bigint, text, timestamptz);
CREATE FUNCTION form_context(which_task bigint, which_patient bigint, which_place bigint, called text, at timestamptz)
RETURNS TABLE (place_id bigint, patient_id bigint, thread_id bigint, enrolment_id bigint, task_version integer, open boolean, zone text,
    language text, content jsonb, summary jsonb, who jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	mine constant bigint[] := my_places();
	k task;
	p patient;
	me record;
	pl record;
	his record;	-- what belongs to him
	contact jsonb;
	above json;
	today date;
BEGIN
	IF which_task IS NOT NULL THEN
		SELECT * INTO k FROM task t WHERE t.id = which_task
		   AND coalesce(t.place_id = ANY (mine), my_role() IN ('nurse', 'supervisor'));
		IF k.id IS NULL THEN
			RETURN;
		END IF;
	END IF;
	SELECT * INTO p FROM patient x WHERE x.id = coalesce(k.patient_id, CASE WHEN which_task IS NULL THEN which_patient END)
	   AND x.place_id = ANY (mine);
	IF which_task IS NULL AND p.id IS NULL AND (which_patient IS NOT NULL OR my_role() NOT IN ('nurse', 'supervisor')) THEN
		RETURN;
	END IF;
	SELECT u.id, u.username, u.name, u.language, u.role,
	       (SELECT up.place_id FROM user_place up JOIN place h ON h.id = up.place_id
	         WHERE up.user_id = u.id AND h.active
	         ORDER BY up.place_id = coalesce(k.place_id, p.place_id, which_place) DESC NULLS LAST, h.name LIMIT 1) AS home
	  INTO me FROM app_user u WHERE u.id = my_id();
	SELECT x.id, x.name, x.zone INTO pl FROM place x WHERE x.id = coalesce(k.place_id, p.place_id, me.home);
	above := rule_place(pl.id);
	place_id := CASE WHEN which_task IS NULL THEN pl.id ELSE k.place_id END;
	patient_id := p.id;
	thread_id := k.thread_id;
	task_version := k.version;
	open := coalesce(k.open, true);
	zone := coalesce(pl.zone, 'UTC');
	language := coalesce(me.language, 'en');
	IF p.id IS NOT NULL THEN
		today := (form_context.at AT TIME ZONE zone)::date;
		SELECT e.id, e.anchor_date, e.last_sign_at, e.method, e.state, t.id AS thread_id, h.e164, h2.e164 AS e164_2,
		       p.phone_id IS NOT NULL AND EXISTS (SELECT FROM patient o
		           WHERE (o.phone_id = p.phone_id OR o.phone2_id = p.phone_id) AND o.id <> p.id) AS shared,
		       EXISTS (SELECT FROM task x WHERE x.patient_id = p.id AND x.kind = 'escalation' AND x.open) AS open_case,
		       (SELECT count(*) FROM task_event v WHERE v.task_id = k.id AND v.what = 'not-reached'
		           AND (SELECT n.what FROM task_event n WHERE n.task_id = k.id AND n.id > v.id AND n.from_status IS NOT NULL AND n.what <> 'clock'
		                 ORDER BY n.id LIMIT 1) IS DISTINCT FROM 'undone') AS tries
		  INTO his
		  FROM (SELECT) here
		  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
		  LEFT JOIN thread t ON t.patient_id = p.id
		  LEFT JOIN phone h ON h.id = p.phone_id
		  LEFT JOIN phone h2 ON h2.id = p.phone2_id;
		enrolment_id := his.id;
		thread_id := coalesce(thread_id, his.thread_id);
		contact := rule_contact(p, pl.name, pl.zone, his.anchor_date, his.last_sign_at, his.e164, his.e164_2, his.shared,
		    CASE WHEN p.place_id = pl.id THEN above ELSE rule_place(p.place_id) END);
		summary := jsonb_strip_nulls(jsonb_build_object('patient_id', p.number, 'name', contact -> 'name',
		    'age', extract(year FROM age(today, p.birth_date))::integer::text,
		    'is_minor', contact -> 'is_minor', 'phone_shared', contact -> 'phone_shared', 'muted', yes_no(p.opted_out_at IS NOT NULL),
		    'enrollment_date', his.anchor_date, 'day', (today - his.anchor_date)::text, 'method', his.method,
		    'state', his.state, 'last_seen', (his.last_sign_at AT TIME ZONE zone)::date,
		    'open_case', yes_no(his.open_case), 'tries', his.tries::text));
	ELSIF which_task IS NULL THEN
		contact := jsonb_build_object('type', 'clinic') || above::jsonb;
	END IF;
	IF which_task IS NULL THEN
		content := jsonb_build_object('source', 'contact');
	ELSE
		content := jsonb_build_object('source', 'task', 'source_id', coalesce(nullif(split_part(k.emission, '~', 1), ''), contact ->> '_id', '')) ||
		    coalesce((SELECT CASE WHEN jsonb_typeof(a.value -> 'content') = 'object' THEN a.value -> 'content' END
		                FROM jsonb_array_elements(k.actions) WITH ORDINALITY a (value, place)
		               WHERE a.value ->> 'form' = called ORDER BY a.place LIMIT 1), '{}') ||
		    jsonb_build_object('task_id', CASE WHEN k.emission IS NULL THEN 'task-' || k.id
			ELSE concat_ws('~', 'task', 'aftercare', k.emission, ms(k.authored_at)) END);
	END IF;
	IF contact IS NOT NULL THEN
		content := content || jsonb_build_object('contact', contact);
	END IF;
	who := jsonb_build_object('_id', 'user-' || me.id, 'type', 'person', 'name', me.username, 'fullname', me.name,
	    'contact_id', 'user-' || me.id, 'facility_id', 'place-' || me.home, 'language', me.language, 'role', me.role,
	    'roles', me.role, 'phone', '', 'parent',
	    CASE WHEN me.home = pl.id THEN above ELSE rule_place(me.home) END::jsonb);
	RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION form_context(bigint, bigint, bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION form_context(bigint, bigint, bigint, text, timestamptz) TO aftercare_site;

-- The last report of each form: the index is walked from form to form.  Few forms look at it, so it is asked for then.
CREATE FUNCTION form_last(which_patient bigint) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
	RETURN (WITH RECURSIVE l(form, id) AS (
		(SELECT i.form, i.id FROM report i
		  WHERE i.patient_id = (SELECT p.id FROM patient p WHERE p.id = which_patient AND p.place_id = ANY (my_places()))
		    AND i.state = 'final'
		  ORDER BY i.form, i.reported_at DESC, i.id DESC LIMIT 1)
		UNION ALL
		SELECT n.form, n.id FROM l, LATERAL (SELECT i.form, i.id FROM report i
		    WHERE i.patient_id = which_patient AND i.state = 'final' AND i.form > l.form
		    ORDER BY i.form, i.reported_at DESC, i.id DESC LIMIT 1) n)
	SELECT coalesce(jsonb_object_agg(r.form, r.fields), '{}') FROM (
	    SELECT o.form, o.fields FROM report o WHERE o.id IN (
		SELECT l.id FROM l WHERE l.form ~ '^[A-Za-z_][A-Za-z0-9_.-]*$' ORDER BY l.form LIMIT 30)) r);
END $$;
REVOKE EXECUTE ON FUNCTION form_last(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION form_last(bigint) TO aftercare_site;

-- Who asks, in one statement with what row security goes by.
CREATE OR REPLACE FUNCTION session_resume(hash text, idle interval)
RETURNS TABLE (id bigint, name text, role text, csrf text, language text, keys_on boolean,
    expires_at timestamptz, place_id bigint, place_name text, zone text, region text, places bigint[], touch boolean,
    version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	RETURN QUERY
	SELECT u.id, u.name, u.role, u.csrf, u.language, u.keys_on, u.ends,
	       u.places[1], coalesce(p.name, ''), coalesce(p.zone, 'UTC'), coalesce(p.region, 'ZW'), u.places, u.touch, u.version
	  FROM (SELECT au.id, au.name, au.role, s.csrf, au.language, au.keys_on, least(s.expires_at, s.seen_at + idle) AS ends,
	               s.seen_at < c.now - interval '1 minute' AS touch, m.places, m.version,
	               set_config('app.user_id', au.id::text, true), set_config('app.role', au.role, true),
	               set_config('app.places', m.places::text, true)
	          FROM (SELECT business_now() AS now OFFSET 0) c
	          JOIN session s ON s.token_hash = hash AND s.expires_at > c.now AND s.seen_at + idle > c.now
	          JOIN app_user au ON au.id = s.user_id AND au.active
	         CROSS JOIN LATERAL (SELECT coalesce(array_agg(f.id ORDER BY f.name), '{}') AS places,
	                                    coalesce(bit_xor(hashint8extended(v.version, f.id)), 0) AS version
	                               FROM user_place up JOIN place f ON f.id = up.place_id JOIN place_version v ON v.place_id = f.id
	                              WHERE up.user_id = au.id AND f.active) m
	         OFFSET 0) u
	  LEFT JOIN place p ON p.id = u.places[1];
END $$;
