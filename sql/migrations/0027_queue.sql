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
$$ SELECT ((at AT TIME ZONE zone)::date + days + coalesce(opens, '08:00')) AT TIME ZONE zone $$;

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
