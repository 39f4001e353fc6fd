-- The cases closed this week, the latest first.
-- in:  now timestamptz, zone text, severity text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many as escalation_list
WITH here AS MATERIALIZED (
	SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
), cases AS (
	SELECT t.id, t.version, l.rank, t.who, t.words, t.anchor_date, t.place_id, t.owner_id, t.due_at, t.closed_at,
	       e.severity, e.raised_at, e.raised_by, e.first_due, e.first_at, e.decide_due, e.decided_at, e.outcome, e.refer_to
	  FROM task t
	  JOIN escalation e ON e.task_id = t.id
	 CROSS JOIN LATERAL (SELECT -(date_part('epoch', t.closed_at) * 1000000)::int8 AS rank) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
	   AND t.kind = 'escalation' AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'
	   AND (:'severity' = '' OR e.severity = :'severity')
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
	   AND (l.rank, t.id) > (:after_rank, :after_id)
	 ORDER BY l.rank, t.id
	 LIMIT :most
)
SELECT c.id, c.version, c.rank, c.severity, c.who, c.words, c.anchor_date, coalesce(p.name, ''),
       coalesce(p.zone, :'zone'), c.raised_at, coalesce((SELECT name FROM app_user u WHERE u.id = c.raised_by), ''),
       c.owner_id, coalesce((SELECT name FROM app_user u WHERE u.id = c.owner_id), ''),
       c.first_due, c.first_at, c.decide_due, c.decided_at, c.due_at, c.outcome, c.refer_to, c.closed_at
  FROM cases c
  LEFT JOIN here p ON p.id = c.place_id
 ORDER BY c.rank, c.id;
