-- How much work each view of the list holds, by the rules of task_list.
-- in:  now timestamptz, zone text
-- out: one now int8, problems int8, late int8, upcoming int8, done int8
WITH work AS (
	SELECT kind, due_at, starts_at <= :'now' AND due_at < :'now'::timestamptz + interval '1 day' AS is_now,
	       starts_at < :'now'::timestamptz + interval '7 days' AS soon
	  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND open
	         UNION ALL
	        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) t
	 WHERE kind <> 'escalation'
)
SELECT count(*) FILTER (WHERE is_now),
       count(*) FILTER (WHERE is_now AND kind = 'problem'),
       count(*) FILTER (WHERE is_now AND kind <> 'problem' AND due_at <= :'now'),
       count(*) FILTER (WHERE NOT is_now AND soon),
       (SELECT count(*) FROM task t
          LEFT JOIN (SELECT id, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])) p ON p.id = t.place_id
         WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
           AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '1 day' AND t.kind <> 'escalation'
           AND (t.closed_at AT TIME ZONE coalesce(p.zone, :'zone'))::date
             = (:'now' AT TIME ZONE coalesce(p.zone, :'zone'))::date)
  FROM work;
