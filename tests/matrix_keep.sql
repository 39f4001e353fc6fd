-- What the fixtures of the matrix look like, kept aside: after each question it
-- is told which rows are no longer as they were, whose they are, and everything
-- is put back.  Everything here is called by the owner (tests/matrix.c).
DROP SCHEMA IF EXISTS matrix CASCADE;
CREATE SCHEMA matrix;

-- Tables that a statement has written to since: only these are looked at, of some hundred.
CREATE TABLE matrix.written (t name);
CREATE FUNCTION matrix.mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO matrix.written VALUES (TG_TABLE_NAME);
	RETURN NULL;
END $$;

DO $$
DECLARE t name;
BEGIN
	FOR t IN SELECT relname FROM pg_class
	          WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'schema_migration' LOOP
		EXECUTE format('CREATE TABLE matrix.%I AS TABLE public.%1$I', t);
		EXECUTE format('CREATE TRIGGER matrix_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%I
		    FOR EACH STATEMENT EXECUTE FUNCTION matrix.mark()', t);
	END LOOP;
END $$;
CREATE TABLE matrix.verdict (touched text, strange text);

-- The rows that came, went, or became others, each as it was and as it is.
CREATE FUNCTION matrix.changes(t name) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format(
	    'SELECT to_jsonb(x) FROM (TABLE public.%1$I EXCEPT ALL TABLE matrix.%1$I) x UNION ALL
	     SELECT to_jsonb(x) FROM (TABLE matrix.%1$I EXCEPT ALL TABLE public.%1$I) x', t);
END $$;

CREATE FUNCTION matrix.is_elsewhere(place bigint, role text, places bigint[]) RETURNS boolean LANGUAGE sql AS $$
	SELECT role NOT IN ('nurse', 'supervisor') OR place <> ALL (places)
$$;

-- Whether this person has no business with that row.  What is noted of whoever
-- comes by is nobody's; of what has no place (NULL) every nurse may take care.
CREATE FUNCTION matrix.strange(t name, r jsonb, who bigint, role text, places bigint[]) RETURNS boolean
LANGUAGE sql AS $$
	SELECT coalesce(CASE
	    WHEN t IN ('audit', 'sign_in_failure', 'place_version') THEN false
	    WHEN t IN ('session', 'once') THEN (r->>'user_id')::bigint <> who
	    WHEN t = 'app_user' THEN (r->>'id')::bigint <> who
	    WHEN t = 'phone' THEN EXISTS (SELECT FROM matrix.phone p WHERE p.id = (r->>'id')::bigint)
	    WHEN t IN ('draft', 'presence') THEN (r->>'user_id')::bigint <> who OR matrix.is_elsewhere(
	        (SELECT h.place_id FROM matrix.thread h WHERE h.id = (r->>'thread_id')::bigint), role, places)
	    WHEN t IN ('form', 'form_version', 'mail', 'mail_person', 'outbound_push', 'outbound_event', 'outbound_attempt', 'subscription_attempt', 'told', 'schedule_version', 'schedule_move', 'dose_version', 'dose_line', 'screening', 'screening_question', 'screening_answer') THEN role <> 'admin'
	    WHEN t IN ('answer', 'answer_version', 'answer_text') THEN role NOT IN ('admin', 'supervisor')
	    -- 209's, until the owner's hand gives it to who asks.
	    WHEN t = 'case_view' THEN (r->>'user_id')::bigint NOT IN (who, 209)
	        OR matrix.is_elsewhere((r->>'only_place')::bigint, role, places)
	    WHEN t = 'place_holiday' THEN role <> 'admin'
	    WHEN t = 'duty_shift' THEN role <> 'admin' AND (role <> 'supervisor' OR matrix.is_elsewhere((r->>'place_id')::bigint, role, places))
	    -- Two hand over, whatever their facilities.
	    WHEN t = 'duty_handover' THEN role <> 'supervisor' OR NOT EXISTS (SELECT FROM public.duty_handover h
	        WHERE h.id = (r->>'id')::bigint AND who IN (h.from_id, h.to_id))
	    WHEN t = 'duty_handover_case' THEN role <> 'supervisor' OR NOT EXISTS (SELECT FROM public.duty_handover h
	        WHERE h.id = (r->>'handover_id')::bigint AND who IN (h.from_id, h.to_id))
	    WHEN t = 'automatic_answer' THEN matrix.is_elsewhere(
	        (SELECT m.place_id FROM public.message m WHERE m.id = (r->>'about_id')::bigint), role, places)
	    WHEN t = 'task_cause' THEN matrix.is_elsewhere(
	        (SELECT k.place_id FROM public.task k WHERE k.id = (r->>'task_id')::bigint), role, places)
	    WHEN t = 'answer_use' THEN role NOT IN ('nurse', 'supervisor')
	    WHEN t = 'report_version' THEN matrix.is_elsewhere(
	        (SELECT o.place_id FROM matrix.report o WHERE o.id = (r->>'report_id')::bigint), role, places)
	    WHEN t = 'thread_note_past' THEN matrix.is_elsewhere(
	        (SELECT n.place_id FROM matrix.thread_note n WHERE n.id = (r->>'note_id')::bigint), role, places)
	    WHEN t = 'aside' THEN matrix.is_elsewhere(
	        (SELECT o.place_id FROM public.outbox o WHERE o.id = (r->>'outbox_id')::bigint), role, places)
	    WHEN t = 'enrolment_sign' THEN matrix.is_elsewhere(
	        (SELECT e.place_id FROM matrix.enrolment e WHERE e.id = (r->>'enrolment_id')::bigint), role, places)
	    -- Of whom a text hangs on another day; one who was just registered is in no fixture.
	    WHEN t IN ('schedule_follower', 'schedule_anew') THEN matrix.is_elsewhere(coalesce(
	        (SELECT e.place_id FROM matrix.enrolment e WHERE e.id = (r->>'enrolment_id')::bigint),
	        (SELECT e.place_id FROM public.enrolment e WHERE e.id = (r->>'enrolment_id')::bigint)), role, places)
	    WHEN t IN ('task_presence', 'rule_question', 'form_draft') THEN coalesce(r->>'user_id', r->>'asked_by')::bigint <> who
	        OR matrix.is_elsewhere((r->>'place_id')::bigint, role, places)
	    WHEN t = 'task_bulk' THEN matrix.is_elsewhere(
	        (SELECT k.place_id FROM matrix.task k WHERE k.id = (r->'ids'->>0)::bigint), role, places)
	    WHEN t = 'thread_bulk' THEN matrix.is_elsewhere(
	        (SELECT h.place_id FROM matrix.thread h WHERE h.id = (r->'ids'->>0)::bigint), role, places)
	    WHEN t = 'message_past' THEN matrix.is_elsewhere(
	        (SELECT m.place_id FROM matrix.message m WHERE m.id = (r->>'message_id')::bigint), role, places)
	    WHEN t = 'report_version' THEN matrix.is_elsewhere(
	        (SELECT k.place_id FROM public.report k WHERE k.id = (r->>'report_id')::bigint), role, places)
	    -- Whose turn it is to be evaluated; of a place that changes it is everybody's.
	    -- And who shares a phone with somebody elsewhere has his turn too.
	    WHEN t = 'rule_dirty' THEN role <> 'admin' AND NOT EXISTS (SELECT FROM public.patient h
	        JOIN public.patient o ON o.id <> h.id AND (o.phone_id IN (h.phone_id, h.phone2_id) OR o.phone2_id IN (h.phone_id, h.phone2_id))
	       WHERE h.id = (r->>'patient_id')::bigint) AND matrix.is_elsewhere(
	        (SELECT p.place_id FROM matrix.patient p WHERE p.id = (r->>'patient_id')::bigint), role, places)
	    WHEN t = 'outbound_news' THEN role <> 'admin' AND matrix.is_elsewhere(
	        (SELECT p.place_id FROM matrix.patient p WHERE p.id = (r->>'subject')::bigint), role, places)
	    WHEN r ? 'place_id' AND t <> 'user_place' THEN matrix.is_elsewhere((r->>'place_id')::bigint, role, places)
	    ELSE true END, false)
$$;

CREATE FUNCTION matrix.put_back(t name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE columns text := (
	SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
	 WHERE attrelid = format('public.%I', t)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
BEGIN
	EXECUTE format('DELETE FROM public.%I', t);
	EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM matrix.%1$I', t, columns);
END $$;

-- Whether a row speaks of a client who was his before he gave him to others.
CREATE FUNCTION matrix.was_his(t name, r jsonb, role text, places bigint[]) RETURNS boolean LANGUAGE sql AS $$
	SELECT EXISTS (SELECT FROM matrix.patient p WHERE NOT matrix.is_elsewhere(p.place_id, role, places) AND p.id = coalesce(
	    (r->>'patient_id')::bigint, (r->>'child_id')::bigint,
	    CASE t WHEN 'patient' THEN (r->>'id')::bigint WHEN 'child' THEN (r->>'id')::bigint
	           WHEN 'outbox' THEN (SELECT m.patient_id FROM public.message m WHERE m.outbox_id = (r->>'id')::bigint) END,
	    (SELECT h.patient_id FROM public.thread h WHERE h.id = (r->>'thread_id')::bigint),
	    (SELECT k.patient_id FROM public.task k WHERE k.id = (r->>'task_id')::bigint)))
$$;

-- Says what this person's questions have changed, and undoes it.  Whom he may give away is another's afterwards.
CREATE FUNCTION matrix.settle(who bigint, role text, places bigint[], gives_away boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE touched name[] := ARRAY(SELECT w.t FROM (SELECT DISTINCT t FROM matrix.written) w
	 WHERE EXISTS (SELECT FROM matrix.changes(w.t)) ORDER BY w.t);
BEGIN
	DELETE FROM matrix.written;
	DELETE FROM matrix.verdict;
	INSERT INTO matrix.verdict
	SELECT array_to_string(touched, ' '), (
	    SELECT string_agg(t || ' ' || r::text, '; ') FROM unnest(touched) t, matrix.changes(t) r
	     WHERE matrix.strange(t, r, who, role, places) AND NOT (gives_away AND matrix.was_his(t, r, role, places)));
	SET LOCAL session_replication_role = replica;
	PERFORM matrix.put_back(t) FROM unnest(touched) t;
	SET LOCAL session_replication_role = origin;
END $$;
