-- The figures above the queue, by the rules of escalation_list.
-- in:  now timestamptz, user_id int8, severity text, place_id int8?
-- out: one open int8, mine int8, unclaimed int8, oldest timestamptz?, late int8, visit int8, closed int8,
--      first_seconds int8?, last_closed timestamptz?, last_closed_by int8?, last_closer text
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
), cases AS (
	SELECT t.open, t.owner_id, t.due_at, t.closed_at, t.closed_by, e.raised_at, e.first_at, e.decided_at, e.outcome
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id WHERE t.kind = 'escalation' AND t.open
	         UNION ALL
	        SELECT * FROM task WHERE place_id IS NULL AND kind = 'escalation' AND open
	         UNION ALL
	        SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id
	         WHERE t.kind = 'escalation' AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'
	         UNION ALL
	        SELECT * FROM task
	         WHERE place_id IS NULL AND kind = 'escalation' AND NOT open
	           AND closed_at > :'now'::timestamptz - interval '7 days') t
	  JOIN escalation e ON e.task_id = t.id
	 WHERE (:'severity' = '' OR e.severity = :'severity')
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
), last AS (
	SELECT closed_at, closed_by FROM cases WHERE NOT open ORDER BY closed_at DESC LIMIT 1
)
SELECT count(*) FILTER (WHERE open),
       count(*) FILTER (WHERE open AND owner_id = :user_id),
       count(*) FILTER (WHERE open AND owner_id IS NULL AND decided_at IS NULL),
       min(raised_at) FILTER (WHERE open AND owner_id IS NULL AND decided_at IS NULL),
       count(*) FILTER (WHERE open AND due_at < :'now'),
       count(*) FILTER (WHERE open AND outcome IN ('refer', 'clinic')),
       count(*) FILTER (WHERE NOT open),
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', first_at - raised_at))
           FILTER (WHERE first_at IS NOT NULL AND raised_at > :'now'::timestamptz - interval '7 days'))::int8,
       (SELECT closed_at FROM last), (SELECT closed_by FROM last), coalesce((SELECT u.name FROM last JOIN app_user u ON u.id = last.closed_by), '')
  FROM cases;
