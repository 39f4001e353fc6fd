-- The figures above the queue, by the rules of escalation_list.
-- in:  now timestamptz, user_id int8, severity text, place_id int8?
-- out: one open int8, mine int8, unclaimed int8, oldest timestamptz?, late int8, visit int8, closed int8,
--      first_seconds int8?, last_closed timestamptz?, last_closed_by int8?, last_closer text
WITH mine AS (
	SELECT unnest(my_places()) AS place_id WHERE :place_id::int8 IS NULL
	 UNION ALL
	SELECT :place_id WHERE :place_id = ANY (my_places())
), open_cases AS (
	SELECT t.owner_id, t.due_at, e.raised_at, e.decided_at, e.outcome
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id WHERE t.kind = 'escalation' AND t.open
	         UNION ALL
	        SELECT * FROM task WHERE place_id IS NULL AND kind = 'escalation' AND open AND :place_id::int8 IS NULL) t
	  JOIN escalation e ON e.task_id = t.id
	 WHERE :'severity' = '' OR e.severity = :'severity'
), closed_cases AS (
	SELECT t.closed_at, t.closed_by
	  FROM (SELECT t.id, t.closed_at, t.closed_by FROM mine JOIN task t ON t.place_id = mine.place_id
	         WHERE t.kind = 'escalation' AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'
	         UNION ALL
	        SELECT id, closed_at, closed_by FROM task
	         WHERE place_id IS NULL AND kind = 'escalation' AND NOT open
	           AND closed_at > :'now'::timestamptz - interval '7 days' AND :place_id::int8 IS NULL) t
	 WHERE :'severity' = '' OR EXISTS (SELECT FROM escalation e WHERE e.task_id = t.id AND e.severity = :'severity')
), last AS (
	SELECT closed_at, closed_by FROM closed_cases ORDER BY closed_at DESC LIMIT 1
), acted AS (
	SELECT e.raised_at, e.first_at, e.severity FROM mine JOIN escalation e ON e.place_id = mine.place_id
	 WHERE e.raised_at > :'now'::timestamptz - interval '7 days' AND e.first_at IS NOT NULL
	 UNION ALL
	SELECT raised_at, first_at, severity FROM escalation
	 WHERE place_id IS NULL AND raised_at > :'now'::timestamptz - interval '7 days' AND first_at IS NOT NULL
	   AND :place_id::int8 IS NULL
)
SELECT count(*),
       count(*) FILTER (WHERE owner_id = :user_id),
       count(*) FILTER (WHERE owner_id IS NULL AND decided_at IS NULL),
       min(raised_at) FILTER (WHERE owner_id IS NULL AND decided_at IS NULL),
       count(*) FILTER (WHERE due_at < :'now'),
       count(*) FILTER (WHERE outcome IN ('refer', 'clinic')),
       (SELECT count(*) FROM closed_cases),
       (SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', first_at - raised_at)))::int8
          FROM acted WHERE :'severity' = '' OR severity = :'severity'),
       (SELECT closed_at FROM last), (SELECT closed_by FROM last),
       coalesce((SELECT u.name FROM last JOIN app_user u ON u.id = last.closed_by), '')
  FROM open_cases;
