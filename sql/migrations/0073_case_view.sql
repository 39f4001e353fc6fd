-- Cases filtered by their clock and by who has them, and such filters kept under a name.

-- Whether a case is one of those that are looked for; '' looks for all.  Deadlines and owner are those of its task.
CREATE FUNCTION case_fits(severity_ text, clock_ text, who_ text, me bigint, at_ timestamptz,
    severity text, first_at timestamptz, decided_at timestamptz, due_at timestamptz, owner_id bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT ($1 = '' OR $6 = $1)
	   AND CASE $2 WHEN '' THEN true WHEN 'late' THEN $9 < $5 WHEN 'first' THEN $7 IS NULL AND $8 IS NULL
	       WHEN 'decision' THEN $7 IS NOT NULL AND $8 IS NULL ELSE $8 IS NOT NULL END
	   AND CASE $3 WHEN '' THEN true WHEN 'me' THEN $10 = $4 WHEN 'none' THEN $10 IS NULL ELSE $10::text = $3 END
$$;

-- As in 0028_lean.sql, with the clock and the person; who was asked to come and was not seen is counted while a new decision is waited
-- for, too.
DROP FUNCTION case_counts(timestamptz, bigint, text, bigint);
CREATE FUNCTION case_counts(at_ timestamptz, who bigint, severity_ text, clock_ text, with_ text, place bigint)
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
	       count(*) FILTER (WHERE t.due_at < at_), count(*) FILTER (WHERE e.outcome IN ('refer', 'clinic')
	           OR EXISTS (SELECT FROM referral r WHERE r.case_id = t.id AND r.ended_at IS NULL))
	  INTO open_, mine, unclaimed, oldest, late, visit
	  FROM (SELECT id, owner_id, due_at FROM task
	         WHERE place_id = ANY (places) AND kind = 'escalation' AND open
	         UNION ALL
	        SELECT id, owner_id, due_at FROM task
	         WHERE nowhere AND place_id IS NULL AND kind = 'escalation' AND open) t
	  JOIN escalation e ON e.task_id = t.id
	 WHERE case_fits(severity_, clock_, with_, who, at_, e.severity, e.first_at, e.decided_at, t.due_at, t.owner_id);

	SELECT count(*), max(t.closed_at), (array_agg(t.closed_by ORDER BY t.closed_at DESC))[1]
	  INTO closed, last_closed, last_closed_by
	  FROM (SELECT id, owner_id, due_at, closed_at, closed_by FROM task
	         WHERE place_id = ANY (places) AND kind = 'escalation' AND NOT open AND closed_at > since
	         UNION ALL
	        SELECT id, owner_id, due_at, closed_at, closed_by FROM task
	         WHERE nowhere AND place_id IS NULL AND kind = 'escalation' AND NOT open AND closed_at > since) t
	 WHERE severity_ = '' AND with_ = '' OR EXISTS (SELECT FROM escalation e WHERE e.task_id = t.id
	       AND case_fits(severity_, '', with_, who, at_, e.severity, e.first_at, e.decided_at, t.due_at, t.owner_id));

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

-- Filters of the queue with a name: of one person, as tabs.
CREATE TABLE case_view (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 30),
	state		text NOT NULL CHECK (state IN ('open', 'mine', 'unclaimed', 'late', 'visit', 'closed')),
	severity	text NOT NULL CHECK (severity IN ('', 'severe', 'moderate', 'mild', 'ungraded')),
	clock		text NOT NULL CHECK (clock IN ('', 'late', 'first', 'decision', 'visit')),
	who		text NOT NULL CHECK (who IN ('', 'me', 'none') OR who ~ '^[1-9][0-9]{0,17}$'),
	only_place	bigint REFERENCES place,	-- NULL: all of hers
	created_at	timestamptz NOT NULL,
	UNIQUE (user_id, name)
);
CREATE INDEX case_view_only_place ON case_view (only_place) WHERE only_place IS NOT NULL;
ALTER TABLE case_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_view FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON case_view TO aftercare_site
	USING ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()));
GRANT SELECT, INSERT, UPDATE (name), DELETE ON case_view TO aftercare_site;

-- Eight, however many are saved at the same moment, as of tasks.
CREATE FUNCTION case_view_room() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	PERFORM FROM app_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
	IF (SELECT count(*) FROM case_view WHERE user_id = NEW.user_id) >= 8 THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER case_view_room BEFORE INSERT ON case_view FOR EACH ROW EXECUTE FUNCTION case_view_room();

-- How long the list of each view is that whoever asks has saved, by the rules of escalation_list and escalation_closed.
-- Most have none: then no case is looked at.
CREATE FUNCTION case_view_counts(at_ timestamptz) RETURNS TABLE (view_id bigint, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	me constant bigint := my_id();
	mine constant bigint[] := my_places();
BEGIN
	IF my_role() NOT IN ('nurse', 'supervisor') OR NOT EXISTS (SELECT FROM case_view WHERE user_id = me) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH found AS MATERIALIZED (
		SELECT t.place_id, t.owner_id, t.open, t.due_at, e.severity, e.first_at, e.decided_at, e.outcome IN ('refer', 'clinic')
		       OR EXISTS (SELECT FROM referral r WHERE r.case_id = t.id AND r.ended_at IS NULL) AS awaited
		  FROM (SELECT id, place_id, owner_id, open, due_at FROM task
		         WHERE place_id = ANY (mine) AND kind = 'escalation' AND open
		         UNION ALL
		        SELECT id, place_id, owner_id, open, due_at FROM task
		         WHERE place_id IS NULL AND kind = 'escalation' AND open
		         UNION ALL
		        SELECT id, place_id, owner_id, open, due_at FROM task
		         WHERE place_id = ANY (mine) AND kind = 'escalation' AND NOT open AND closed_at > at_ - interval '7 days'
		         UNION ALL
		        SELECT id, place_id, owner_id, open, due_at FROM task
		         WHERE place_id IS NULL AND kind = 'escalation' AND NOT open AND closed_at > at_ - interval '7 days') t
		  JOIN escalation e ON e.task_id = t.id
	)
	SELECT v.id, count(f.open)
	  FROM case_view v
	  LEFT JOIN found f ON f.open = (v.state <> 'closed') AND (v.only_place IS NULL OR f.place_id = v.only_place)
	   AND CASE v.state WHEN 'mine' THEN f.owner_id = me WHEN 'unclaimed' THEN f.owner_id IS NULL AND f.decided_at IS NULL
	       WHEN 'late' THEN f.due_at < at_ WHEN 'visit' THEN f.awaited ELSE true END
	   AND case_fits(v.severity, CASE v.state WHEN 'closed' THEN '' ELSE v.clock END, v.who, me, at_,
	       f.severity, f.first_at, f.decided_at, f.due_at, f.owner_id)
	 WHERE v.user_id = me
	 GROUP BY v.id;
END $$;

REVOKE EXECUTE ON FUNCTION case_fits(text, text, text, bigint, timestamptz, text, timestamptz, timestamptz, timestamptz, bigint),
    case_counts(timestamptz, bigint, text, text, text, bigint), case_view_room(), case_view_counts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_fits(text, text, text, bigint, timestamptz, text, timestamptz, timestamptz, timestamptz, bigint),
    case_counts(timestamptz, bigint, text, text, text, bigint), case_view_counts(timestamptz) TO aftercare_site;
