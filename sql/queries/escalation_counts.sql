-- The figures above the queue, by the rules of escalation_list.
-- in:  now timestamptz, user_id int8, severity text, place_id int8?
-- out: one open int8, mine int8, unclaimed int8, oldest timestamptz?, late int8, visit int8, closed int8,
--      first_seconds int8?, last_closed timestamptz?, last_closed_by int8?, last_closer text
WITH cases AS (
	SELECT t.open, t.owner_id, t.due_at, t.closed_at, t.closed_by, e.raised_at, e.first_at, e.decided_at, e.outcome
	  FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE t.kind = 'escalation'
	   AND (t.open OR (NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'))
	   AND (:'severity' = '' OR e.severity = :'severity')
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
), last AS (
	SELECT c.closed_at, c.closed_by, u.name FROM cases c LEFT JOIN app_user u ON u.id = c.closed_by
	 WHERE NOT c.open ORDER BY c.closed_at DESC LIMIT 1
)
SELECT count(*) FILTER (WHERE open),
       count(*) FILTER (WHERE open AND owner_id = :user_id),
       count(*) FILTER (WHERE open AND owner_id IS NULL AND decided_at IS NULL),
       min(raised_at) FILTER (WHERE open AND owner_id IS NULL AND decided_at IS NULL),
       count(*) FILTER (WHERE open AND due_at < :'now'),
       count(*) FILTER (WHERE open AND outcome IN ('refer', 'clinic')),
       count(*) FILTER (WHERE NOT open),
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_at - raised_at)::float8)
           FILTER (WHERE first_at IS NOT NULL AND raised_at > :'now'::timestamptz - interval '7 days'))::int8,
       (SELECT closed_at FROM last), (SELECT closed_by FROM last), coalesce((SELECT name FROM last), '')
  FROM cases;
