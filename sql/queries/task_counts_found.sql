-- How much of the work that is looked for each view of the list holds, by the rules of task_list.
-- in:  now timestamptz, zone text, who text, user_id int8, kind text, q text
-- out: one now int8, problems int8, late int8, upcoming int8, done int8
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
), work AS (
	SELECT t.kind, t.due_at, t.owner_id, t.who, t.patient_id,
	       CASE WHEN t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day' THEN 'now'
	            WHEN t.starts_at < :'now'::timestamptz + interval '7 days' THEN 'upcoming' END AS view
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id WHERE t.open
	         UNION ALL
	        SELECT * FROM task WHERE place_id IS NULL AND open) t
	UNION ALL
	SELECT t.kind, t.due_at, t.owner_id, t.who, t.patient_id, 'done'
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id
	         WHERE NOT t.open AND t.closed_at > :'now'::timestamptz - interval '1 day'
	         UNION ALL
	        SELECT * FROM task
	         WHERE place_id IS NULL AND NOT open AND closed_at > :'now'::timestamptz - interval '1 day') t
	  LEFT JOIN place pl ON pl.id = t.place_id
	 WHERE (t.closed_at AT TIME ZONE coalesce(pl.zone, :'zone'))::date
	     = (:'now' AT TIME ZONE coalesce(pl.zone, :'zone'))::date
)
SELECT count(*) FILTER (WHERE view = 'now'),
       count(*) FILTER (WHERE view = 'now' AND kind = 'problem'),
       count(*) FILTER (WHERE view = 'now' AND kind <> 'problem' AND due_at <= :'now'),
       count(*) FILTER (WHERE view = 'upcoming'),
       count(*) FILTER (WHERE view = 'done')
  FROM work t
 WHERE t.kind <> 'escalation'
   AND (:'who' = '' OR (:'who' = 'me' AND t.owner_id = :user_id) OR (:'who' = 'none' AND t.owner_id IS NULL))
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR position(:'q' IN lower(t.who)) > 0
        OR EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0));
