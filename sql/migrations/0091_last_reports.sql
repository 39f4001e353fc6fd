-- The last report of each form, without reading all the others of that form: the index is walked from form to form.
CREATE INDEX report_last ON report (patient_id, form, reported_at DESC, id DESC) WHERE state = 'final' AND patient_id IS NOT NULL;

CREATE OR REPLACE FUNCTION form_context(which_task bigint, which_patient bigint, which_place bigint, called text, at timestamptz)
RETURNS TABLE (place_id bigint, patient_id bigint, thread_id bigint, task_version integer, open boolean, zone text,
    language text, content jsonb, summary jsonb, who jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	k task;
	p patient;
	pl place;
	e enrolment;
	me app_user;
	home bigint;
	contact jsonb;
	above json;
BEGIN
	SELECT * INTO k FROM task t WHERE t.id = which_task
	   AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'));
	IF which_task IS NOT NULL AND k.id IS NULL THEN
		RETURN;
	END IF;
	SELECT * INTO p FROM patient x WHERE x.id = coalesce(k.patient_id, CASE WHEN which_task IS NULL THEN which_patient END)
	   AND x.place_id = ANY (my_places());
	IF which_task IS NULL AND p.id IS NULL AND (which_patient IS NOT NULL OR my_role() NOT IN ('nurse', 'supervisor')) THEN
		RETURN;
	END IF;
	SELECT * INTO me FROM app_user u WHERE u.id = my_id();
	SELECT up.place_id INTO home FROM user_place up JOIN place h ON h.id = up.place_id
	 WHERE up.user_id = me.id AND h.active
	 ORDER BY up.place_id = coalesce(k.place_id, p.place_id, which_place) DESC NULLS LAST, h.name LIMIT 1;
	SELECT * INTO pl FROM place x WHERE x.id = coalesce(k.place_id, p.place_id, home);
	above := rule_place(pl.id);
	place_id := CASE WHEN which_task IS NULL THEN pl.id ELSE k.place_id END;
	patient_id := p.id;
	thread_id := coalesce(k.thread_id, (SELECT t.id FROM thread t WHERE t.patient_id = p.id));
	task_version := k.version;
	open := coalesce(k.open, true);
	zone := coalesce(pl.zone, 'UTC');
	language := coalesce(me.language, 'en');
	IF p.id IS NOT NULL THEN
		SELECT * INTO e FROM enrolment x WHERE x.patient_id = p.id AND x.latest;
		contact := rule_contact(p, pl.name, pl.zone, e.anchor_date, e.last_sign_at, (SELECT h.e164 FROM phone h WHERE h.id = p.phone_id),
		    (SELECT h.e164 FROM phone h WHERE h.id = p.phone2_id), p.phone_id IS NOT NULL AND EXISTS (SELECT FROM patient o
			WHERE (o.phone_id = p.phone_id OR o.phone2_id = p.phone_id) AND o.id <> p.id),
		    CASE WHEN p.place_id = pl.id THEN above ELSE rule_place(p.place_id) END);
		summary := jsonb_strip_nulls(jsonb_build_object('patient_id', p.number, 'name', contact -> 'name',
		    'age', extract(year FROM age((form_context.at AT TIME ZONE zone)::date, p.birth_date))::integer::text,
		    'is_minor', contact -> 'is_minor', 'phone_shared', contact -> 'phone_shared', 'muted', yes_no(p.opted_out_at IS NOT NULL),
		    'enrollment_date', e.anchor_date, 'day', ((form_context.at AT TIME ZONE zone)::date - e.anchor_date)::text, 'method', e.method,
		    'state', e.state, 'last_seen', (e.last_sign_at AT TIME ZONE zone)::date,
		    'open_case', yes_no(EXISTS (SELECT FROM task x WHERE x.patient_id = p.id AND x.kind = 'escalation' AND x.open)),
		    'tries', (SELECT count(*) FROM task_event v WHERE v.task_id = k.id AND v.what = 'not-reached'
		        AND (SELECT n.what FROM task_event n WHERE n.task_id = k.id AND n.id > v.id AND n.from_status IS NOT NULL AND n.what <> 'clock'
		              ORDER BY n.id LIMIT 1) IS DISTINCT FROM 'undone')::text)) ||
		    jsonb_build_object('last', (WITH RECURSIVE l(form, id) AS (
		(SELECT i.form, i.id FROM report i WHERE i.patient_id = p.id AND i.state = 'final'
		  ORDER BY i.form, i.reported_at DESC, i.id DESC LIMIT 1)
		UNION ALL
		SELECT n.form, n.id FROM l, LATERAL (SELECT i.form, i.id FROM report i
		    WHERE i.patient_id = p.id AND i.state = 'final' AND i.form > l.form
		    ORDER BY i.form, i.reported_at DESC, i.id DESC LIMIT 1) n)
		SELECT coalesce(jsonb_object_agg(r.form, r.fields), '{}') FROM (
		    SELECT o.form, o.fields FROM report o WHERE o.id IN (
			SELECT l.id FROM l WHERE l.form ~ '^[A-Za-z_][A-Za-z0-9_.-]*$' ORDER BY l.form LIMIT 30)) r));
	ELSIF which_task IS NULL THEN
		contact := jsonb_build_object('type', 'clinic') || above::jsonb;
	END IF;
	content := CASE WHEN which_task IS NULL THEN jsonb_build_object('source', 'contact') ELSE
	    jsonb_build_object('source', 'task', 'source_id', coalesce(nullif(split_part(k.emission, '~', 1), ''), contact ->> '_id', '')) ||
	    coalesce((SELECT CASE WHEN jsonb_typeof(a.value -> 'content') = 'object' THEN a.value -> 'content' END
	                FROM jsonb_array_elements(k.actions) WITH ORDINALITY a (value, place)
	               WHERE a.value ->> 'form' = called ORDER BY a.place LIMIT 1), '{}') ||
	    jsonb_build_object('task_id', CASE WHEN k.emission IS NULL THEN 'task-' || k.id
		ELSE concat_ws('~', 'task', 'aftercare', k.emission, ms(k.authored_at)) END) END ||
	    CASE WHEN contact IS NULL THEN '{}' ELSE jsonb_build_object('contact', contact) END;
	who := jsonb_build_object('_id', 'user-' || me.id, 'type', 'person', 'name', me.username, 'fullname', me.name,
	    'contact_id', 'user-' || me.id, 'facility_id', 'place-' || home, 'language', me.language, 'role', me.role,
	    'roles', me.role, 'phone', '', 'parent',
	    CASE WHEN home = pl.id THEN above ELSE rule_place(home) END::jsonb);
	RETURN NEXT;
END $$;
