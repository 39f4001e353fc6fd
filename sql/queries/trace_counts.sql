-- How many are looked for at each facility, by the rules of trace_list, and how many days the longest silence is.
-- in:  now timestamptz, adult_age int4, visit_rule text, only_place int8, who text, user_id int8
-- out: many place_id int8, place_name text, now int8, later int8, minors int8, calls int8, visits int8, untried int8, longest int4
-- use: trace_silent
WITH silent AS MATERIALIZED (
	:trace_silent
), counted AS (
	SELECT place_id, starts_at <= :'now' AS now, minor, visit, tried, count(*) AS n, min(since) AS since
	  FROM silent GROUP BY 1, 2, 3, 4, 5
)
SELECT c.place_id, pl.name, coalesce(sum(n) FILTER (WHERE now), 0)::int8, coalesce(sum(n) FILTER (WHERE NOT now), 0)::int8,
       coalesce(sum(n) FILTER (WHERE now AND minor), 0)::int8, coalesce(sum(n) FILTER (WHERE now AND NOT visit), 0)::int8,
       coalesce(sum(n) FILTER (WHERE now AND visit), 0)::int8, coalesce(sum(n) FILTER (WHERE now AND NOT tried), 0)::int8,
       coalesce((:'now'::timestamptz AT TIME ZONE pl.zone)::date - (min(since) FILTER (WHERE now) AT TIME ZONE pl.zone)::date, 0)
  FROM counted c JOIN place pl ON pl.id = c.place_id
 GROUP BY c.place_id, pl.name, pl.zone
 ORDER BY pl.name, c.place_id;
