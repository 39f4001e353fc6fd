-- How much of the work that is looked for each view of the list holds, by the rules of task_list.
-- in:  now timestamptz, zone text, who text, user_id int8, kind text, q text
-- out: one as task_counts
WITH found AS (
	SELECT * FROM task WHERE (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL) AND open
	 UNION ALL
	SELECT * FROM task
	 WHERE (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL)
	   AND NOT open AND closed_at > :'now'::timestamptz - interval '26 hours'
), work AS (
	SELECT t.*, d.began, d.week, t.open AND t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day' AS is_now
	  FROM found t
	  JOIN task_day(:'now', :'zone') d ON d.place_id = coalesce(t.place_id, 0)
)
SELECT count(*) FILTER (WHERE is_now),
       count(*) FILTER (WHERE is_now AND kind = 'problem'),
       count(*) FILTER (WHERE is_now AND kind <> 'problem' AND due_at < began),
       count(*) FILTER (WHERE open AND NOT is_now AND starts_at < week),
       count(*) FILTER (WHERE closed_at >= began)
  FROM work t
 WHERE t.kind <> 'escalation'
   AND (:'who' = '' OR (:'who' = 'me' AND t.owner_id = :user_id) OR (:'who' = 'none' AND t.owner_id IS NULL))
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR position(:'q' IN lower(t.who)) > 0
        OR EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0));
