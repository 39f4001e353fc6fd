-- What stands against shifts on these days: somebody has that place in the order already, or he himself is planned then; and
-- facilities where he may not be on duty, without times.
-- in:  places int8[], user_id int8, rank int4, first date, last date, from text, until text
-- out: many place_name text, zone text, name text, begins_at timestamptz?, ends_at timestamptz?
WITH shift AS (
	SELECT p.id, p.name, p.zone, local_moment(d.day::date, :'from'::time, p.zone) AS begins_at,
	       local_moment(d.day::date + (:'until'::time <= :'from'::time)::int4, :'until'::time, p.zone) AS ends_at
	  FROM place p CROSS JOIN generate_series(:'first'::date::timestamp, :'last'::date::timestamp, interval '1 day') d (day)
	 WHERE p.id = ANY (:'places'::int8[])
)
(SELECT p.name, p.zone, u.name, NULL::timestamptz, NULL::timestamptz FROM place p JOIN app_user u ON u.id = :user_id
  WHERE p.id = ANY (:'places'::int8[]) AND NOT duty_may(u.id, p.id))
 UNION ALL
(SELECT n.name, n.zone, u.name, s.begins_at, s.ends_at
   FROM shift n JOIN duty_shift s ON s.place_id = n.id AND s.begins_at < n.ends_at AND s.ends_at > n.begins_at AND s.ends_at > s.begins_at
   JOIN app_user u ON u.id = s.user_id
  WHERE s.rank = :rank OR s.user_id = :user_id
  ORDER BY s.begins_at, n.name)
 LIMIT 5;
