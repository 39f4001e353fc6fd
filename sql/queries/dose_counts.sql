-- How many children may be given something today, within a week, and since some day; and how many there are.
-- in:  only_place int8, now timestamptz
-- out: one today int8, week int8, late int8, every int8
SELECT count(*) FILTER (WHERE d.today), count(*) FILTER (WHERE d.week), count(*) FILTER (WHERE d.late), count(*)
  FROM place pl
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) t
  JOIN child c ON c.place_id = pl.id
  JOIN patient p ON p.id = c.id AND p.died_on IS NULL
  LEFT JOIN LATERAL (
	SELECT bool_or(u.due_on = t.today) AS today, bool_or(u.due_on BETWEEN t.today + 1 AND t.today + 7) AS week, bool_or(u.due_on < t.today) AS late
	  FROM dose_due u WHERE u.child_id = c.id AND (u.last_on IS NULL OR u.last_on >= t.today)) d ON true
 WHERE (:only_place = 0 OR c.place_id = :only_place);
