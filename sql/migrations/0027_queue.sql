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
