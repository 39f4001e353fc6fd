-- The figures above the queue, by the rules of escalation_list.
-- in:  now timestamptz, user_id int8, severity text, place_id int8?
-- out: one open int8, mine int8, unclaimed int8, oldest timestamptz?, late int8, visit int8, closed int8,
--      first_seconds int8?, last_closed timestamptz?, last_closed_by int8?, last_closer text
WITH open_cases AS (
	SELECT t.owner_id, t.due_at, e.raised_at, e.decided_at, e.outcome
	  FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
	   AND (:'severity' = '' OR e.severity = :'severity')
), closed_cases AS (
	SELECT t.closed_at, t.closed_by
	  FROM (SELECT id, place_id, closed_at, closed_by FROM task
	         WHERE place_id = ANY ((SELECT my_places())::bigint[])
	           AND kind = 'escalation' AND NOT open AND closed_at > :'now'::timestamptz - interval '7 days'
	         UNION ALL
	        SELECT id, place_id, closed_at, closed_by FROM task
	         WHERE place_id IS NULL
	           AND kind = 'escalation' AND NOT open AND closed_at > :'now'::timestamptz - interval '7 days') t
	 WHERE (:place_id::int8 IS NULL OR t.place_id = :place_id)
	   AND (:'severity' = '' OR EXISTS (SELECT FROM escalation e WHERE e.task_id = t.id AND e.severity = :'severity'))
), last AS (
	SELECT closed_at, closed_by FROM closed_cases ORDER BY closed_at DESC LIMIT 1
), acted AS (
	SELECT raised_at, first_at
	  FROM (SELECT place_id, raised_at, first_at, severity FROM escalation
	         WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND raised_at > :'now'::timestamptz - interval '7 days'
	         UNION ALL
	        SELECT place_id, raised_at, first_at, severity FROM escalation
	         WHERE place_id IS NULL AND raised_at > :'now'::timestamptz - interval '7 days') e
	 WHERE first_at IS NOT NULL AND (:place_id::int8 IS NULL OR place_id = :place_id)
	   AND (:'severity' = '' OR severity = :'severity')
)
SELECT count(*),
       count(*) FILTER (WHERE owner_id = :user_id),
       count(*) FILTER (WHERE owner_id IS NULL AND decided_at IS NULL),
       min(raised_at) FILTER (WHERE owner_id IS NULL AND decided_at IS NULL),
       count(*) FILTER (WHERE due_at < :'now'),
       count(*) FILTER (WHERE outcome IN ('refer', 'clinic')),
       (SELECT count(*) FROM closed_cases),
       (SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', first_at - raised_at)))::int8
          FROM acted),
       (SELECT closed_at FROM last), (SELECT closed_by FROM last),
       coalesce((SELECT u.name FROM last JOIN app_user u ON u.id = last.closed_by), '')
  FROM open_cases;
