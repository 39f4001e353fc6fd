-- What the pages ask most, with as few steps as may be.  At a page's size PostgreSQL
-- spends more on setting up a statement's steps than on the rows; and of those steps
-- row security has three for each table, and one more look at each row.

-- The same rows as before.  Who asks is looked at for a row of no place alone.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['thread', 'message', 'task', 'escalation', 'task_event', 'outbox', 'thread_event'] LOOP
		EXECUTE format('ALTER POLICY site ON %I USING (coalesce(place_id = ANY ((SELECT my_places())::bigint[]),
		    my_role() IN (''nurse'', ''supervisor'')))', t);
	END LOOP;
END $$;

-- Figures are counted past row security, each over the same rows that it shows: those
-- of the user's places, and for clinical staff those of none.

CREATE FUNCTION work_counts(at_ timestamptz)
RETURNS TABLE (tasks bigint, messages bigint, escalations bigint, delivery bigint, late boolean,
    rules bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	failing bigint := 0;
	since constant timestamptz := at_ - interval '7 days';
	until constant timestamptz := at_ + interval '1 day';
BEGIN
	IF NOT clinical THEN
		RETURN QUERY SELECT 0::bigint, 0::bigint, 0::bigint, delivery_failed(since), false, rule_failing_count();
		RETURN;
	END IF;
	-- As rule_failing_count(), whose plan would be made anew for each page.
	IF my_role() = 'supervisor' THEN
		SELECT count(DISTINCT (f.rule, f.file, f.line)) INTO failing FROM rule_failure f WHERE f.place_id = ANY (mine);
	END IF;
	RETURN QUERY
	SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= at_ AND due_at < until),
	       (SELECT count(*) FROM thread WHERE place_id = ANY (mine) AND state = 'waiting')
	       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
	       count(*) FILTER (WHERE kind = 'escalation'),
	       (SELECT count(*) FROM message WHERE place_id = ANY (mine) AND state IN ('failed', 'unsure') AND at > since)
	       + (SELECT count(*) FROM message WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at > since),
	       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
	                WHERE (t.place_id = ANY (mine) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	                  AND ((e.first_at IS NULL AND e.first_due < at_) OR (e.decided_at IS NULL AND e.decide_due < at_))),
	       failing
	  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY (mine) AND open
	         UNION ALL
	        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) work;
END $$;

CREATE FUNCTION task_tally(at_ timestamptz, zone_ text)
RETURNS TABLE (now_ bigint, problems bigint, late bigint, upcoming bigint, done bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	tomorrow constant timestamptz := at_ + interval '1 day';
	-- As long as a day can be.
	since constant timestamptz := at_ - interval '26 hours';
BEGIN
	RETURN QUERY
	WITH day AS MATERIALIZED (
		SELECT * FROM task_day(at_, zone_)
	), work AS (
		SELECT t.kind, t.starts_at <= at_ AND t.due_at < tomorrow AS is_now,
		       t.due_at < day.began AS is_late, t.starts_at < day.week AS soon
		  FROM (SELECT place_id, kind, starts_at, due_at FROM task
		         WHERE place_id = ANY (mine) AND open AND kind <> 'escalation'
		         UNION ALL
		        SELECT 0, kind, starts_at, due_at FROM task
		         WHERE clinical AND place_id IS NULL AND open AND kind <> 'escalation') t
		  JOIN day ON day.place_id = t.place_id
	)
	SELECT count(*) FILTER (WHERE is_now),
	       count(*) FILTER (WHERE is_now AND kind = 'problem'),
	       count(*) FILTER (WHERE is_now AND kind <> 'problem' AND is_late),
	       count(*) FILTER (WHERE NOT is_now AND soon),
	       (SELECT count(*)
	          FROM (SELECT place_id, closed_at FROM task
	                 WHERE place_id = ANY (mine) AND NOT open AND closed_at > since AND kind <> 'escalation'
	                 UNION ALL
	                SELECT 0, closed_at FROM task
	                 WHERE clinical AND place_id IS NULL AND NOT open AND closed_at > since AND kind <> 'escalation') t
	          JOIN day ON day.place_id = t.place_id
	         WHERE t.closed_at >= day.began)
	  FROM work;
END $$;

CREATE FUNCTION patients_held()
RETURNS TABLE (active bigint, finished bigint, stopped bigint, everybody bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
BEGIN
	RETURN QUERY
	SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state = 'finished'),
	       count(*) FILTER (WHERE state IN ('stopped', 'withdrawn'))
	       + (SELECT count(*) FROM patient p
	           WHERE p.place_id = ANY (mine) AND p.opted_out_at IS NOT NULL
	             AND NOT EXISTS (SELECT FROM enrolment e
	                              WHERE e.patient_id = p.id AND e.latest AND e.state IN ('stopped', 'withdrawn'))),
	       (SELECT count(*) FROM patient p WHERE p.place_id = ANY (mine))
	  FROM enrolment WHERE place_id = ANY (mine) AND latest;
END $$;

CREATE FUNCTION day_figures(at_ timestamptz, last_day integer)
RETURNS TABLE (oldest_wait timestamptz, asked bigint, asked_at timestamptz, delivered bigint, answered bigint,
    failed bigint, asked_before bigint, answered_before bigint, finish bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
BEGIN
	RETURN QUERY
	WITH here AS (
		SELECT p.id, l.today - last_day AS ends, l.today::timestamp AT TIME ZONE p.zone AS began,
		       (l.today - 1)::timestamp AT TIME ZONE p.zone AS began_before
		  FROM place p
		 CROSS JOIN LATERAL (SELECT (at_ AT TIME ZONE p.zone)::date AS today) l
		 WHERE p.id = ANY (mine)
	), said AS (
		SELECT c.asked_at, c.answer <> '' AS answered, c.asked_at >= here.began AS today, m.state
		  FROM here
		  JOIN checkin c ON c.place_id = here.id AND c.asked_at >= here.began_before
		  -- Each is looked up: however many PostgreSQL expects, it must not read all messages.
		  LEFT JOIN LATERAL (SELECT state FROM message
		                      WHERE id = c.message_id AND c.asked_at >= here.began LIMIT 1) m ON true
	)
	SELECT least((SELECT min(waiting_since) FROM thread WHERE place_id = ANY (mine) AND state = 'waiting'),
	             (SELECT min(waiting_since) FROM thread WHERE clinical AND place_id IS NULL AND state = 'waiting')),
	       count(*) FILTER (WHERE today),
	       min(said.asked_at) FILTER (WHERE today),
	       count(*) FILTER (WHERE today AND state = 'delivered'),
	       count(*) FILTER (WHERE today AND said.answered),
	       count(*) FILTER (WHERE today AND state IN ('failed', 'unsure')),
	       count(*) FILTER (WHERE NOT today),
	       count(*) FILTER (WHERE NOT today AND said.answered),
	       (SELECT count(*) FROM here JOIN enrolment e ON e.place_id = here.id
	         WHERE e.state = 'active' AND e.anchor_date = here.ends)
	  FROM said;
END $$;

CREATE FUNCTION case_counts(at_ timestamptz, who bigint, severity_ text, place bigint)
RETURNS TABLE (open_ bigint, mine bigint, unclaimed bigint, oldest timestamptz, late bigint, visit bigint,
    closed bigint, first_seconds bigint, last_closed timestamptz, last_closed_by bigint, last_closer text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	own constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	-- Of one place, or of all of his and of those that belong to none yet.
	places constant bigint[] := CASE WHEN place IS NULL THEN own WHEN place = ANY (own) THEN ARRAY[place] ELSE '{}' END;
	nowhere constant boolean := clinical AND place IS NULL;
	since constant timestamptz := at_ - interval '7 days';
BEGIN
	SELECT count(*), count(*) FILTER (WHERE t.owner_id = who),
	       count(*) FILTER (WHERE t.owner_id IS NULL AND e.decided_at IS NULL),
	       min(e.raised_at) FILTER (WHERE t.owner_id IS NULL AND e.decided_at IS NULL),
	       count(*) FILTER (WHERE t.due_at < at_), count(*) FILTER (WHERE e.outcome IN ('refer', 'clinic'))
	  INTO open_, mine, unclaimed, oldest, late, visit
	  FROM (SELECT id, owner_id, due_at FROM task
	         WHERE place_id = ANY (places) AND kind = 'escalation' AND open
	         UNION ALL
	        SELECT id, owner_id, due_at FROM task
	         WHERE nowhere AND place_id IS NULL AND kind = 'escalation' AND open) t
	  JOIN escalation e ON e.task_id = t.id
	 WHERE severity_ = '' OR e.severity = severity_;

	SELECT count(*), max(t.closed_at), (array_agg(t.closed_by ORDER BY t.closed_at DESC))[1]
	  INTO closed, last_closed, last_closed_by
	  FROM (SELECT id, closed_at, closed_by FROM task
	         WHERE place_id = ANY (places) AND kind = 'escalation' AND NOT open AND closed_at > since
	         UNION ALL
	        SELECT id, closed_at, closed_by FROM task
	         WHERE nowhere AND place_id IS NULL AND kind = 'escalation' AND NOT open AND closed_at > since) t
	 WHERE severity_ = '' OR (SELECT e.severity FROM escalation e WHERE e.task_id = t.id) = severity_;

	SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', first_at - raised_at)))::bigint
	  INTO first_seconds
	  FROM (SELECT raised_at, first_at, severity FROM escalation
	         WHERE place_id = ANY (places) AND raised_at > since
	         UNION ALL
	        SELECT raised_at, first_at, severity FROM escalation
	         WHERE nowhere AND place_id IS NULL AND raised_at > since) e
	 WHERE first_at IS NOT NULL AND (severity_ = '' OR severity = severity_);

	last_closer := coalesce((SELECT name FROM app_user WHERE id = last_closed_by), '');
	RETURN NEXT;
END $$;

-- What is open about a patient is looked for on each of his pages and for each line of
-- a list of patients; all that was ever closed about him lies scattered over the table.
CREATE INDEX task_open_patient ON task (patient_id) INCLUDE (kind, place_id, open) WHERE open;

-- The lines of a list of patients: as patient_item, of those of the user's places among
-- the numbers that are given.  The list has found them; here nothing else is looked for.
CREATE FUNCTION patient_lines(ids bigint[])
RETURNS TABLE (id bigint, given_name text, family_name text, number text, e164 text, phone_owner text,
    place_name text, zone text, region text, anchor_date date, enrolment_state text, opted_out boolean,
    failed boolean, escalated boolean, silent boolean, tasks bigint, reply_at timestamptz, reply_reads text,
    reply_words text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
BEGIN
	RETURN QUERY
	WITH here AS MATERIALIZED (SELECT f.id, f.name, f.zone, f.region FROM place f WHERE f.id = ANY (mine))
	SELECT p.id, p.given_name, p.family_name, p.number, coalesce(ph.e164, ''), p.phone_owner,
	       pl.name, pl.zone, pl.region, e.anchor_date, coalesce(e.state, ''),
	       p.opted_out_at IS NOT NULL, coalesce(ph.failed_at IS NOT NULL OR t.failed, false),
	       coalesce(w.escalated, false), coalesce(w.silent, false), w.tasks,
	       m.at, coalesce(m.reads, ''), coalesce(left(m.body, 60), '')
	  FROM patient p
	  JOIN here pl ON pl.id = p.place_id
	  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest AND e.place_id = ANY (mine)
	  LEFT JOIN phone ph ON ph.id = p.phone_id
	  LEFT JOIN thread t ON t.patient_id = p.id AND t.place_id = ANY (mine)
	  LEFT JOIN LATERAL (SELECT i.at, i.reads, i.body FROM message i
	                      WHERE i.thread_id = t.id AND i.direction = 'in' AND coalesce(i.place_id = ANY (mine), true)
	                      ORDER BY i.at DESC, i.id DESC LIMIT 1) m ON true
	 CROSS JOIN LATERAL (SELECT count(*) AS tasks, bool_or(o.kind = 'escalation') AS escalated,
	                            bool_or(o.kind = 'trace') AS silent
	                       FROM task o WHERE o.patient_id = p.id AND o.open AND o.place_id = ANY (mine)) w
	 WHERE p.id = ANY (ids) AND p.place_id = ANY (mine);
END $$;

REVOKE EXECUTE ON FUNCTION work_counts(timestamptz), task_tally(timestamptz, text), patients_held(), day_figures(timestamptz, integer),
    case_counts(timestamptz, bigint, text, bigint), patient_lines(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work_counts(timestamptz), task_tally(timestamptz, text), patients_held(), day_figures(timestamptz, integer),
    case_counts(timestamptz, bigint, text, bigint), patient_lines(bigint[]) TO aftercare_site;
DROP VIEW patient_item;
