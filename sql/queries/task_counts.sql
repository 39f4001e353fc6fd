-- How much work each view of the list holds, by the rules of task_list.
-- in:  now timestamptz, zone text
-- out: one now int8, problems int8, late int8, upcoming int8, done int8
WITH day AS MATERIALIZED (SELECT * FROM task_day(:'now', :'zone')),
work AS (
	SELECT t.kind, t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day' AS is_now,
	       t.due_at < day.began AS late, t.starts_at < day.week AS soon
	  FROM (SELECT place_id, kind, starts_at, due_at FROM task
	         WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND open
	         UNION ALL
	        SELECT 0, kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) t
	  JOIN day ON day.place_id = t.place_id
	 WHERE t.kind <> 'escalation'
)
SELECT count(*) FILTER (WHERE is_now),
       count(*) FILTER (WHERE is_now AND kind = 'problem'),
       count(*) FILTER (WHERE is_now AND kind <> 'problem' AND late),
       count(*) FILTER (WHERE NOT is_now AND soon),
       (SELECT count(*) FROM task t JOIN day ON day.place_id = coalesce(t.place_id, 0)
         WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
           AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '26 hours' AND t.kind <> 'escalation'
           AND t.closed_at >= day.began)
  FROM work;
