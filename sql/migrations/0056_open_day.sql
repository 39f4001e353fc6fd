-- "Tomorrow" is the next day on which a facility is open, of conversations, tasks and forms alike.
CREATE OR REPLACE FUNCTION open_day(which bigint, at_ timestamptz, days integer, else_zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT coalesce(
	       (SELECT min(local_moment(d.day, coalesce(p.opens, '08:00'), p.zone))
	          FROM place p
	         CROSS JOIN generate_series(days, days + 31) n
	         CROSS JOIN LATERAL (SELECT (at_ AT TIME ZONE p.zone)::date + n AS day) d
	         WHERE p.id = which AND position(extract(isodow FROM d.day)::text IN p.open_days) > 0
	           AND NOT EXISTS (SELECT FROM place_holiday h WHERE h.place_id = p.id AND h.day = d.day)),
	       (SELECT local_moment((at_ AT TIME ZONE here.zone)::date + days, here.opens, here.zone)
	          FROM (SELECT coalesce(max(p.zone), else_zone) AS zone, coalesce(max(p.opens), '08:00') AS opens
	                  FROM place p WHERE p.id = which) here))
$$;
DROP FUNCTION day_opens(timestamptz, integer, text, time);
