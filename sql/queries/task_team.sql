-- How much work everybody has: tasks by the rules of task_list, open cases, conversations that wait.  First what nobody has, then
-- what is with somebody who does not come: gone, or away, which is three days, as a weekend is none.  Whoever could be given some
-- is there without any.
-- in:  now timestamptz, zone text, only_place int8
-- out: many owner_id int8?, name text, gone bool, away bool, seen_at timestamptz?, cases int8, waiting int8, open int8, now int8, problems int8, late int8, upcoming int8, done int8,
--      oldest_id int8?, kind text, title text, words text, who text, due_at timestamptz?, zone text
WITH work AS MATERIALIZED (
	SELECT t.id, t.owner_id, t.due_at, d.zone,
	       CASE WHEN NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day')
	            THEN CASE WHEN t.starts_at < d.week THEN 'upcoming' ELSE 'later' END
	            WHEN t.kind = 'problem' THEN 'problem' WHEN t.due_at < d.began THEN 'late' ELSE 'now' END AS part
	  FROM task t
	  JOIN task_day(:'now', :'zone') d ON d.place_id = coalesce(t.place_id, 0)
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.open AND t.kind <> 'escalation'
	   AND (:only_place = 0 OR t.place_id = :only_place)
	 UNION ALL
	SELECT t.id, t.owner_id, t.due_at, d.zone, 'done'
	  FROM task t
	  JOIN task_day(:'now', :'zone') d ON d.place_id = coalesce(t.place_id, 0)
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
	   AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '26 hours' AND t.kind <> 'escalation'
	   AND t.closed_at >= d.began AND (:only_place = 0 OR t.place_id = :only_place)
), load AS (
	SELECT coalesce(owner_id, 0) AS owner_id, count(*) FILTER (WHERE part <> 'done') AS open,
	       count(*) FILTER (WHERE part IN ('problem', 'late', 'now')) AS now, count(*) FILTER (WHERE part = 'problem') AS problems,
	       count(*) FILTER (WHERE part = 'late') AS late, count(*) FILTER (WHERE part = 'upcoming') AS upcoming,
	       count(*) FILTER (WHERE part = 'done') AS done,
	       (array_agg(id ORDER BY due_at, id) FILTER (WHERE part IN ('problem', 'late', 'now')))[1] AS oldest
	  FROM work GROUP BY 1
), held AS (
	SELECT coalesce(t.owner_id, 0) AS owner_id, count(*) AS cases
	  FROM task t
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	   AND (:only_place = 0 OR t.place_id = :only_place)
	 GROUP BY 1
), talks AS (
	SELECT coalesce(t.assigned_to, 0) AS owner_id, count(*) AS waiting
	  FROM thread t
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.state = 'waiting'
	   AND (:only_place = 0 OR t.place_id = :only_place)
	 GROUP BY 1
), people AS (
	SELECT 0::bigint AS id
	 UNION
	SELECT owner_id FROM load
	 UNION
	SELECT owner_id FROM held
	 UNION
	SELECT owner_id FROM talks
	 UNION
	SELECT u.id FROM app_user u
	 WHERE u.active AND u.role IN ('nurse', 'supervisor')
	   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id
	                  AND CASE WHEN :only_place = 0 THEN up.place_id = ANY ((SELECT my_places())::bigint[])
	                      ELSE up.place_id = :only_place END)
)
SELECT nullif(p.id, 0), coalesce(u.name, ''), w.gone, coalesce(w.away, false), s.seen_at, coalesce(h.cases, 0), coalesce(k.waiting, 0), coalesce(l.open, 0), coalesce(l.now, 0), coalesce(l.problems, 0),
       coalesce(l.late, 0), coalesce(l.upcoming, 0), coalesce(l.done, 0), t.id, coalesce(t.kind, ''), coalesce(t.title, ''),
       coalesce(t.words, ''), coalesce(t.who, ''), t.due_at, coalesce((SELECT pl.zone FROM place pl WHERE pl.id = t.place_id), :'zone')
  FROM people p
  LEFT JOIN load l ON l.owner_id = p.id
  LEFT JOIN held h ON h.owner_id = p.id
  LEFT JOIN talks k ON k.owner_id = p.id
  LEFT JOIN app_user u ON u.id = p.id
  LEFT JOIN colleagues_seen() s ON s.user_id = p.id
  LEFT JOIN task t ON t.id = l.oldest
 CROSS JOIN LATERAL (SELECT NOT coalesce(u.active, true) AS gone,
                            coalesce(l.now, 0) + coalesce(h.cases, 0) + coalesce(k.waiting, 0) > 0
                            AND u.active AND coalesce(s.seen_at, '-infinity') < :'now'::timestamptz - interval '3 days' AS away) w
 ORDER BY p.id > 0, w.gone DESC, w.away DESC NULLS LAST, u.name, p.id;
