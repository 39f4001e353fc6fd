-- How many are looked for at each facility, by the rules of trace_list.
-- in:  now timestamptz, adult_age int4, visit_rule text, only_place int8, who text, user_id int8
-- out: many place_id int8, place_name text, now int8, later int8, minors int8, calls int8, visits int8, untried int8, longest int4
-- use: trace_silent
WITH silent AS MATERIALIZED (
	:trace_silent
)
SELECT place_id, place_name, count(*) FILTER (WHERE starts_at <= :'now'), count(*) FILTER (WHERE starts_at > :'now'),
       count(*) FILTER (WHERE starts_at <= :'now' AND minor), count(*) FILTER (WHERE starts_at <= :'now' AND NOT visit),
       count(*) FILTER (WHERE starts_at <= :'now' AND visit), count(*) FILTER (WHERE starts_at <= :'now' AND NOT tried),
       coalesce(max(days) FILTER (WHERE starts_at <= :'now'), 0)
  FROM silent
 GROUP BY place_id, place_name
 ORDER BY place_name, place_id;
