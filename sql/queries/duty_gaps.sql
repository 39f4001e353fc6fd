-- When nobody is on duty within two weeks, where a roster is kept; without an end: nobody is planned after it.
-- in:  now timestamptz, places int8[]
-- out: many place_name text, zone text, begins_at timestamptz, ends_at timestamptz?
WITH shift AS MATERIALIZED (
	SELECT s.place_id, s.begins_at, s.ends_at FROM duty_shift s
	 WHERE s.place_id = ANY (:'places'::int8[]) AND s.ends_at > :'now'::timestamptz - interval '7 days' AND s.ends_at > s.begins_at
	   AND duty_may(s.user_id, s.place_id)
)
SELECT p.name, p.zone, g.begins_at, (SELECT min(n.begins_at) FROM shift n WHERE n.place_id = p.id AND n.begins_at > g.begins_at)
  FROM place p
 CROSS JOIN LATERAL (SELECT :'now'::timestamptz AS begins_at UNION SELECT s.ends_at FROM shift s WHERE s.place_id = p.id AND s.ends_at > :'now') g
 WHERE p.id IN (SELECT place_id FROM shift) AND g.begins_at < :'now'::timestamptz + interval '14 days'
   AND NOT EXISTS (SELECT FROM shift c WHERE c.place_id = p.id AND c.begins_at <= g.begins_at AND c.ends_at > g.begins_at)
 ORDER BY g.begins_at, p.name LIMIT 20;
