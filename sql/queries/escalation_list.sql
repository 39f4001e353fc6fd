-- Cases of one view: "open", "mine", "unclaimed", "late", "visit" (decided, not yet seen) or "closed" this week.
-- in:  view text, now timestamptz, zone text, user_id int8, severity text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, rank int8, severity text, who text, words text, anchor_date date?, place_name text,
--      zone text, raised_at timestamptz, raised_by text, owner_id int8?, owner text, first_due timestamptz,
--      first_at timestamptz?, decide_due timestamptz, decided_at timestamptz?, due_at timestamptz, outcome text,
--      refer_to text, closed_at timestamptz?
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
), cases AS (
	SELECT t.*, (date_part('epoch', t.due_at) * 1000000)::int8 AS rank
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id
	         WHERE :'view' <> 'closed' AND t.kind = 'escalation' AND t.open
	         UNION ALL
	        SELECT * FROM task WHERE :'view' <> 'closed' AND place_id IS NULL AND kind = 'escalation' AND open) t
	UNION ALL
	SELECT t.*, -(date_part('epoch', t.closed_at) * 1000000)::int8
	  FROM (SELECT t.* FROM mine JOIN task t ON t.place_id = mine.place_id
	         WHERE :'view' = 'closed' AND t.kind = 'escalation' AND NOT t.open
	           AND t.closed_at > :'now'::timestamptz - interval '7 days'
	         UNION ALL
	        SELECT * FROM task
	         WHERE :'view' = 'closed' AND place_id IS NULL AND kind = 'escalation' AND NOT open
	           AND closed_at > :'now'::timestamptz - interval '7 days') t
)
SELECT t.id, t.version, t.rank, e.severity, t.who, t.words, t.anchor_date, coalesce(p.name, ''),
       coalesce(p.zone, :'zone'), e.raised_at, coalesce((SELECT name FROM app_user u WHERE u.id = e.raised_by), ''),
       t.owner_id, coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''),
       e.first_due, e.first_at, e.decide_due, e.decided_at, t.due_at, e.outcome, e.refer_to, t.closed_at
  FROM cases t
  JOIN escalation e ON e.task_id = t.id
  LEFT JOIN place p ON p.id = t.place_id
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
