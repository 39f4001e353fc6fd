-- The list of tasks: one day, one pass over the work for all that is counted.

-- The first moment of a day in a zone, as in 0024; as one expression, so that a
-- statement that asks for it has no call in it.  Where a clock change makes midnight
-- come twice PostgreSQL takes the second one.
CREATE OR REPLACE FUNCTION day_begins(day date, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN ((day::timestamp AT TIME ZONE zone) - interval '1 hour') AT TIME ZONE zone = day::timestamp
	       THEN (day::timestamp AT TIME ZONE zone) - interval '1 hour' ELSE day::timestamp AT TIME ZONE zone END
$$;
GRANT EXECUTE ON FUNCTION day_begins(date, text) TO aftercare_site;

-- A day of the list is a day of the rules.  It is worked out once for each place, and
-- not, as it was, once for each task that is compared with it.
CREATE OR REPLACE FUNCTION task_day(at timestamptz, zone text)
RETURNS TABLE (place_id bigint, name text, zone text, today date, began timestamptz, ended timestamptz, week timestamptz)
LANGUAGE sql STABLE AS $$
	WITH day AS MATERIALIZED (
		SELECT p.id, p.name, p.zone, l.today, day_begins(l.today, p.zone), day_begins(l.today + 1, p.zone),
		       day_begins(l.today + 8, p.zone)
		  FROM (SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
		         UNION ALL
		        SELECT 0, '', task_day.zone) p
		 CROSS JOIN LATERAL (SELECT (task_day.at AT TIME ZONE p.zone)::date AS today) l
	)
	SELECT * FROM day
$$;

-- The figures of today and of yesterday are of the same days.
CREATE OR REPLACE FUNCTION day_figures(at_ timestamptz, last_day integer)
RETURNS TABLE (oldest_wait timestamptz, asked bigint, asked_at timestamptz, delivered bigint, answered bigint,
    failed bigint, asked_before bigint, answered_before bigint, finish bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
BEGIN
	RETURN QUERY
	WITH here AS (
		SELECT p.id, l.today - last_day AS ends, day_begins(l.today, p.zone) AS began,
		       day_begins(l.today - 1, p.zone) AS began_before
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

-- A list can be that of one colleague, or of one facility.
ALTER TABLE task_view DROP CONSTRAINT task_view_who_check;
ALTER TABLE task_view ADD CHECK (who IN ('', 'me', 'none') OR who ~ '^[1-9][0-9]{0,17}$');
ALTER TABLE task_view ADD only_place bigint REFERENCES place;
CREATE INDEX task_view_only_place ON task_view (only_place) WHERE only_place IS NOT NULL;

-- How much work there is: in all (view 0), by the filter of the list (view -1), and by
-- each saved filter that whoever asks can see.  All are counted in one pass; where no
-- filter looks for a name no patient is looked at.
CREATE FUNCTION task_tallies(at_ timestamptz, zone_ text, who_ text, kind_ text, q_ text, place_ bigint)
RETURNS TABLE (view_id bigint, now_ bigint, problems bigint, late bigint, upcoming bigint, done bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	me constant bigint := my_id();
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
BEGIN
	IF who_ = '' AND kind_ = '' AND q_ = '' AND place_ = 0 AND NOT EXISTS (SELECT FROM task_view
	    WHERE clinical AND (user_id = me OR place_id = ANY (mine))) THEN
		RETURN QUERY SELECT 0::bigint, t.* FROM task_tally(at_, zone_) t;
		RETURN;
	END IF;
	RETURN QUERY
	WITH day AS MATERIALIZED (
		SELECT * FROM task_day(at_, zone_)
	), found AS (
		SELECT place_id, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at
		  FROM task WHERE place_id = ANY (mine) AND open AND kind <> 'escalation'
		 UNION ALL
		SELECT place_id, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at
		  FROM task WHERE place_id = ANY (mine) AND NOT open AND closed_at > at_ - interval '26 hours' AND kind <> 'escalation'
		 UNION ALL
		SELECT 0, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at
		  FROM task WHERE clinical AND place_id IS NULL AND open AND kind <> 'escalation'
		 UNION ALL
		SELECT 0, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at
		  FROM task WHERE clinical AND place_id IS NULL AND NOT open AND closed_at > at_ - interval '26 hours'
		   AND kind <> 'escalation'
	), work AS MATERIALIZED (
		SELECT CASE WHEN NOT t.open THEN 'done'
		            WHEN NOT (t.starts_at <= at_ AND t.due_at < at_ + interval '1 day') THEN 'upcoming'
		            WHEN t.kind = 'problem' THEN 'problem'
		            WHEN t.due_at < day.began THEN 'late' ELSE 'now' END AS due,
		       t.kind, t.place_id, t.owner_id, t.patient_id, t.who
		  FROM found t
		  JOIN day ON day.place_id = t.place_id
		 WHERE CASE WHEN t.open THEN t.starts_at < day.week OR t.due_at < at_ + interval '1 day'
		            ELSE t.closed_at >= day.began END
	), filter (id, who, kind, q, place_id) AS (
		SELECT 0, '', '', '', 0
		 UNION ALL
		SELECT -1, who_, kind_, q_, place_ WHERE who_ <> '' OR kind_ <> '' OR q_ <> '' OR place_ <> 0
		 UNION ALL
		SELECT v.id, v.who, v.kind, v.q, coalesce(v.only_place, 0) FROM task_view v WHERE clinical AND (v.user_id = me OR v.place_id = ANY (mine))
	), looked_for (q) AS MATERIALIZED (
		SELECT DISTINCT f.q FROM filter f WHERE f.q <> ''
	), named AS MATERIALIZED (
		SELECT l.q, p.id
		  FROM (SELECT DISTINCT w.patient_id FROM work w WHERE EXISTS (SELECT FROM looked_for)) his
		  JOIN patient p ON p.id = his.patient_id
		  JOIN looked_for l ON position(l.q IN p.folded) > 0
	), sums AS MATERIALIZED (
		SELECT ''::text AS q, w.due, w.kind, w.place_id, w.owner_id, count(*) AS n
		  FROM work w GROUP BY w.due, w.kind, w.place_id, w.owner_id
		 UNION ALL
		SELECT f.q, w.due, w.kind, w.place_id, w.owner_id, count(*)
		  FROM looked_for f
		  JOIN work w ON CASE WHEN w.patient_id IS NULL THEN position(f.q IN lower(w.who)) > 0
		                      ELSE (f.q, w.patient_id) IN (SELECT named.q, named.id FROM named) END
		 GROUP BY f.q, w.due, w.kind, w.place_id, w.owner_id
	)
	SELECT f.id, coalesce(sum(n) FILTER (WHERE due IN ('problem', 'late', 'now')), 0)::bigint,
	       coalesce(sum(n) FILTER (WHERE due = 'problem'), 0)::bigint,
	       coalesce(sum(n) FILTER (WHERE due = 'late'), 0)::bigint,
	       coalesce(sum(n) FILTER (WHERE due = 'upcoming'), 0)::bigint,
	       coalesce(sum(n) FILTER (WHERE due = 'done'), 0)::bigint
	  FROM filter f
	  LEFT JOIN sums s ON s.q = f.q AND (f.kind = '' OR s.kind = f.kind) AND (f.place_id = 0 OR s.place_id = f.place_id)
	   AND CASE f.who WHEN '' THEN true WHEN 'me' THEN s.owner_id = me WHEN 'none' THEN s.owner_id IS NULL
	       ELSE s.owner_id::text = f.who END
	 GROUP BY f.id;
END $$;
DROP FUNCTION task_views_counted(timestamptz, text, bigint);

-- Somebody's views are tabs: eight, however many are saved at the same moment.  What is
-- one too many is not stored.
CREATE FUNCTION task_view_room() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM FROM app_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
	IF (SELECT count(*) FROM task_view WHERE user_id = NEW.user_id) >= 8 THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER task_view_room BEFORE INSERT ON task_view FOR EACH ROW EXECUTE FUNCTION task_view_room();

-- These look past row security, and keep to the places of whoever asks: there is no
-- need to tell them which these are.
DROP FUNCTION patient_search(text, text, bigint[], integer);
CREATE FUNCTION patient_search(needle text, digits text, most integer)
RETURNS TABLE (id bigint, exact boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	own constant bigint[] := my_places();
	words constant text[] := (SELECT array_agg('%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
	    ORDER BY length(w) DESC) FROM unnest(string_to_array(needle, ' ')) w WHERE w <> '');
	longest constant text := words[1];
	dialled constant text := CASE WHEN length(digits) > 4 THEN '%' || digits || '%' ELSE '%' || digits END;
BEGIN
	IF length(digits) < 3 THEN
		RETURN QUERY
		SELECT found.id, true
		  FROM unnest(own) o (place_id) CROSS JOIN LATERAL (
			SELECT p.id FROM patient p
			 WHERE p.place_id = o.place_id AND p.folded LIKE longest AND p.folded LIKE ALL (words)
			 ORDER BY p.id DESC LIMIT most) found
		 ORDER BY found.id DESC LIMIT most;
	ELSE
		RETURN QUERY
		SELECT found.id, true
		  FROM (SELECT p.id FROM patient p
		         WHERE p.place_id = ANY (own) AND p.folded LIKE longest AND p.folded LIKE ALL (words)
		         UNION
		        SELECT p.id FROM phone ph JOIN patient p ON p.phone_id = ph.id
		         WHERE ph.e164 LIKE dialled AND p.place_id = ANY (own)
		         UNION
		        SELECT p.id FROM phone ph JOIN patient p ON p.phone2_id = ph.id
		         WHERE ph.e164 LIKE dialled AND p.place_id = ANY (own)) found
		 ORDER BY found.id DESC LIMIT most;
	END IF;
	IF NOT FOUND AND digits = '' AND length(regexp_replace(needle, '[^[:alnum:]]', '', 'g')) >= 3 THEN
		RETURN QUERY
		SELECT p.id, false FROM patient p
		 WHERE p.place_id = ANY (own) AND word_similarity(needle, p.folded) >= 0.4
		 ORDER BY word_similarity(needle, p.folded) DESC, p.id DESC LIMIT least(most, 20);
	END IF;
END $$;
DROP FUNCTION phone_used_elsewhere(text, bigint[]);
CREATE FUNCTION phone_used_elsewhere(number text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) FROM phone ph JOIN patient p ON p.phone_id = ph.id
	 WHERE ph.e164 = $1 AND p.place_id <> ALL (my_places())
$$;
DROP FUNCTION patient_changes(bigint, bigint[]);
CREATE FUNCTION patient_changes(which bigint)
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, object text, columns text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	own constant bigint[] := my_places();
BEGIN
	RETURN QUERY
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM audit a
	 WHERE a.object = 'patient' AND a.object_id = which AND a.action = 'update' AND a.place_id = ANY (own)
	 UNION ALL
	SELECT a.id, a.at, a.user_id, a.object,
	       (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.change) k)
	  FROM enrolment e JOIN audit a ON a.object = 'enrolment' AND a.object_id = e.id
	 WHERE e.patient_id = which AND a.action = 'update' AND a.place_id = ANY (own)
	   AND a.change ? 'state';
END $$;

REVOKE EXECUTE ON FUNCTION task_tallies(timestamptz, text, text, text, text, bigint), task_view_room(),
    patient_search(text, text, integer), phone_used_elsewhere(text), patient_changes(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION task_tallies(timestamptz, text, text, text, text, bigint), patient_search(text, text, integer),
    phone_used_elsewhere(text), patient_changes(bigint) TO aftercare_site;
