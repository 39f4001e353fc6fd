-- Cases of one view: "open", "mine", "unclaimed", "late", "visit" (decided, not yet seen) or "closed" this week.
-- in:  view text, now timestamptz, zone text, user_id int8, severity text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, rank int8, severity text, who text, words text, anchor_date date?, place_name text,
--      zone text, raised_at timestamptz, raised_by text, owner_id int8?, owner text, first_due timestamptz,
--      first_at timestamptz?, decide_due timestamptz, decided_at timestamptz?, due_at timestamptz, outcome text,
--      refer_to text, closed_at timestamptz?
WITH found AS (
	SELECT * FROM task
	 WHERE :'view' <> 'closed' AND (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL)
	   AND kind = 'escalation' AND open
	UNION ALL
	SELECT * FROM task
	 WHERE :'view' = 'closed' AND (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL)
	   AND kind = 'escalation' AND NOT open AND closed_at > :'now'::timestamptz - interval '7 days'
), cases AS (
	SELECT t.*, CASE WHEN :'view' = 'closed' THEN -(date_part('epoch', t.closed_at) * 1000000)::int8
	                 ELSE (date_part('epoch', t.due_at) * 1000000)::int8 END AS rank
	  FROM found t
)
SELECT t.id, t.version, t.rank, e.severity, t.who, t.words, t.anchor_date, coalesce(p.name, ''),
       coalesce(p.zone, :'zone'), e.raised_at, coalesce((SELECT name FROM app_user u WHERE u.id = e.raised_by), ''),
       t.owner_id, coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''),
       e.first_due, e.first_at, e.decide_due, e.decided_at, t.due_at, e.outcome, e.refer_to, t.closed_at
  FROM cases t
  JOIN escalation e ON e.task_id = t.id
  LEFT JOIN (SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])) p ON p.id = t.place_id
 WHERE CASE :'view'
       WHEN 'mine' THEN t.owner_id = :user_id
       WHEN 'unclaimed' THEN t.owner_id IS NULL AND e.decided_at IS NULL
       WHEN 'late' THEN t.due_at < :'now'
       WHEN 'visit' THEN e.outcome IN ('refer', 'clinic')
       ELSE true END
   AND (:'severity' = '' OR e.severity = :'severity')
   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
   AND (t.rank, t.id) > (:after_rank, :after_id)
 ORDER BY t.rank, t.id
 LIMIT :most;
