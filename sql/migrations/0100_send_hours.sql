-- The hours in which questions leave, and how many of them are answered.  docs/indicators.md says what is counted.

-- By the hour of the facility's clocks: of all (neither place, language nor day), and of each facility, language and day of
-- the follow-up.  mean_day is in tenths.  Numbers are rounded for whoever sees many facilities (indicator_blur).
CREATE FUNCTION send_hours(only_place bigint, first_day date, last_day date, tongue text, from_day integer, until_day integer,
    within_hours integer, at_ timestamptz)
RETURNS TABLE (place_id bigint, language text, day integer, hour integer, asked bigint, answered bigint, mean_day bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off SET work_mem = '64MB' AS $$
	WITH b AS MATERIALIZED (
		SELECT x.blurs, indicator_first($2, x.blurs) AS first_day, indicator_last($3, x.blurs) AS last_day
		  FROM (SELECT indicator_blurs() AS blurs) x
	), place_ AS MATERIALIZED (
		-- An hour may come twice about midnight; the day itself decides below.  None waits a day to leave.
		SELECT p.id, p.zone, b.first_day, b.last_day, local_moment(b.first_day - 1, '00:00', p.zone) AS begins,
		       local_moment(b.last_day + 1, '00:00', p.zone) + interval '3 hours' AS ends
		  FROM b, place p WHERE p.id = ANY (indicator_places($1))
	), cell AS MATERIALIZED (
		SELECT pl.id AS place_id, p.language, c.day, extract(hour FROM l.at)::integer AS hour, count(*) AS asked,
		       count(*) FILTER (WHERE c.answer <> '' AND c.answered_at <= m.sent_at + make_interval(hours => $7)) AS answered
		  FROM place_ pl
		  JOIN checkin c ON c.place_id = pl.id AND c.asked_at >= pl.begins AND c.asked_at < pl.ends
		  JOIN message m ON m.id = c.message_id
		  JOIN patient p ON p.id = c.patient_id
		 CROSS JOIN LATERAL (SELECT timezone(pl.zone, m.sent_at) AS at) l
		 WHERE m.state IN ('sent', 'delivered') AND m.sent_at <= $8 - make_interval(hours => $7)
		   AND l.at >= pl.first_day AND l.at < pl.last_day + 1
		   AND c.day BETWEEN $5 AND $6 AND ($4 = '' OR p.language = $4)
		 GROUP BY 1, 2, 3, 4
	)
	SELECT s.place_id, s.language, s.day, s.hour, indicator_blur(s.asked, b.blurs), indicator_blur(s.answered, b.blurs), s.mean_day
	  FROM b, (SELECT c.place_id, c.language, c.day, c.hour, sum(c.asked)::bigint AS asked, sum(c.answered)::bigint AS answered,
	                  round(10 * sum(c.day * c.asked) / sum(c.asked))::bigint AS mean_day
	             FROM cell c GROUP BY GROUPING SETS ((c.hour), (c.place_id, c.hour), (c.language, c.hour), (c.day, c.hour))) s
$$;
REVOKE EXECUTE ON FUNCTION send_hours(bigint, date, date, text, integer, integer, integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION send_hours(bigint, date, date, text, integer, integer, integer, timestamptz) TO aftercare_site;
