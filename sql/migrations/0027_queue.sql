-- The list of tasks: what a day is, the same for its rows and for its counts.

-- The places of whoever asks, and 0 for what is nobody's yet: when the day of a
-- moment began and ended there, and when the seventh day after it ends.
CREATE FUNCTION task_day(at timestamptz, zone text)
RETURNS TABLE (place_id bigint, name text, zone text, today date, began timestamptz, ended timestamptz, week timestamptz)
LANGUAGE sql STABLE AS $$
	SELECT p.id, p.name, p.zone, l.today, l.today::timestamp AT TIME ZONE p.zone,
	       (l.today + 1)::timestamp AT TIME ZONE p.zone, (l.today + 8)::timestamp AT TIME ZONE p.zone
	  FROM (SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
	         UNION ALL
	        SELECT 0, '', task_day.zone) p
	  CROSS JOIN LATERAL (SELECT (task_day.at AT TIME ZONE p.zone)::date AS today) l
$$;

-- When a place opens so many days after today's; at eight where it does not say.
CREATE FUNCTION day_opens(at timestamptz, days integer, zone text, opens time) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT local_moment((at AT TIME ZONE zone)::date + days, coalesce(opens, '08:00'), zone) $$;

-- What somebody did to several tasks at once, so that one press takes it back.
CREATE TABLE task_bulk (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	at		timestamptz NOT NULL,	-- as in the lines of their histories
	op		text NOT NULL CHECK (op IN ('take', 'give', 'later')),
	ids		bigint[] NOT NULL,	-- to which it was done
	asked		integer NOT NULL	-- of so many
);
CREATE INDEX task_bulk_user ON task_bulk (user_id);
ALTER TABLE task_bulk ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_bulk FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON task_bulk TO aftercare_worker USING (true);
CREATE POLICY own ON task_bulk TO aftercare_site
	USING ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()))
	WITH CHECK ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()));
GRANT SELECT, INSERT ON task_bulk TO aftercare_site;
GRANT SELECT (id, at), DELETE ON task_bulk TO aftercare_worker;

-- A filter of the list with a name: somebody's own, or for all who work at a facility.
CREATE TABLE task_view (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	place_id	bigint REFERENCES place,	-- NULL: nobody else sees it
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 30),
	due		text NOT NULL CHECK (due IN ('now', 'upcoming', 'done')),
	who		text NOT NULL CHECK (who IN ('', 'me', 'none')),
	kind		text NOT NULL CHECK (length(kind) <= 20),
	q		text NOT NULL CHECK (length(q) <= 80),	-- folded
	created_at	timestamptz NOT NULL,
	UNIQUE (user_id, name)
);
CREATE INDEX task_view_place ON task_view (place_id) WHERE place_id IS NOT NULL;
ALTER TABLE task_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_view FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON task_view FOR SELECT TO aftercare_site USING ((SELECT my_role()) IN ('nurse', 'supervisor')
	AND (user_id = (SELECT my_id()) OR place_id = ANY ((SELECT my_places())::bigint[])));
CREATE POLICY own_insert ON task_view FOR INSERT TO aftercare_site
	WITH CHECK ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()) AND (place_id IS NULL
	    OR ((SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]))));
CREATE POLICY kept_update ON task_view FOR UPDATE TO aftercare_site USING ((SELECT my_role()) IN ('nurse', 'supervisor')
	AND (user_id = (SELECT my_id())
	    OR ((SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]))));
CREATE POLICY kept_delete ON task_view FOR DELETE TO aftercare_site USING ((SELECT my_role()) IN ('nurse', 'supervisor')
	AND (user_id = (SELECT my_id())
	    OR ((SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]))));
GRANT SELECT, INSERT, UPDATE (name), DELETE ON task_view TO aftercare_site;

-- The saved views that somebody sees, each with how many tasks its list has, by the
-- rules of task_list.  Most people have none, and then no task is looked at: starting
-- this statement costs as much as a small page.
CREATE FUNCTION task_views_counted(at timestamptz, zone text, me bigint)
RETURNS TABLE (id bigint, name text, due text, who text, kind text, q text, place_name text, by_name text, mine boolean, n bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM task_view) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH day AS MATERIALIZED (
		SELECT * FROM task_day(at, zone)
	), found AS (
		SELECT place_id, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at FROM task
		 WHERE (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL) AND open
		 UNION ALL
		SELECT place_id, kind, who, patient_id, owner_id, open, starts_at, due_at, closed_at FROM task
		 WHERE (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL)
		   AND NOT open AND closed_at > at - interval '26 hours'
	), work AS MATERIALIZED (
		SELECT t.kind, t.who, t.patient_id,
		       CASE WHEN t.owner_id = me THEN 'me' WHEN t.owner_id IS NULL THEN 'none' ELSE '' END AS owner,
		       CASE WHEN NOT t.open THEN 'done'
		            WHEN t.starts_at <= at AND t.due_at < at + interval '1 day' THEN 'now'
		            ELSE 'upcoming' END AS due
		  FROM found t JOIN day ON day.place_id = coalesce(t.place_id, 0)
		 WHERE t.kind <> 'escalation'
		   AND CASE WHEN t.open THEN t.starts_at < day.week ELSE t.closed_at >= day.began END
	), sums AS MATERIALIZED (
		SELECT due, kind, owner, count(*) AS n FROM work GROUP BY due, kind, owner
	)
	SELECT v.id, v.name, v.due, v.who, v.kind, v.q, coalesce(pl.name, ''), coalesce(u.name, ''), v.user_id = me,
	       CASE WHEN v.q = '' THEN (
		    SELECT coalesce(sum(s.n), 0)::int8 FROM sums s
		     WHERE s.due = v.due AND (v.who = '' OR s.owner = v.who) AND (v.kind = '' OR s.kind = v.kind))
	       ELSE (
		    SELECT count(*) FROM work t
		     WHERE t.due = v.due AND (v.who = '' OR t.owner = v.who) AND (v.kind = '' OR t.kind = v.kind)
		       AND (position(v.q IN lower(t.who)) > 0
		            OR EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(v.q IN p.folded) > 0))) END
	  FROM task_view v
	  LEFT JOIN place pl ON pl.id = v.place_id
	  LEFT JOIN app_user u ON u.id = v.user_id
	 ORDER BY v.place_id IS NOT NULL, v.name, v.id
	 LIMIT 60;
END $$;

REVOKE EXECUTE ON FUNCTION task_day(timestamptz, text), day_opens(timestamptz, integer, text, time),
    task_views_counted(timestamptz, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION task_day(timestamptz, text), day_opens(timestamptz, integer, text, time),
    task_views_counted(timestamptz, text, bigint) TO aftercare_site;
