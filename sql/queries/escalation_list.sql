-- Open cases of one view: "open", "mine", "unclaimed", "late" or "visit" (decided, not yet seen).
-- in:  view text, now timestamptz, zone text, user_id int8, severity text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, rank int8, severity text, who text, words text, anchor_date date?, place_name text,
--      zone text, raised_at timestamptz, raised_by text, owner_id int8?, owner text, first_due timestamptz,
--      first_at timestamptz?, decide_due timestamptz, decided_at timestamptz?, due_at timestamptz, outcome text,
--      refer_to text, closed_at timestamptz?
WITH here AS MATERIALIZED (
	SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
), cases AS (
	SELECT t.id, t.version, l.rank, t.who, t.words, t.anchor_date, t.place_id, t.owner_id, t.due_at, t.closed_at,
	       e.severity, e.raised_at, e.raised_by, e.first_due, e.first_at, e.decide_due, e.decided_at, e.outcome, e.refer_to
	  FROM task t
	  JOIN escalation e ON e.task_id = t.id
	 CROSS JOIN LATERAL (SELECT (date_part('epoch', t.due_at) * 1000000)::int8 AS rank) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	   AND CASE :'view'
	       WHEN 'mine' THEN t.owner_id = :user_id
	       WHEN 'unclaimed' THEN t.owner_id IS NULL AND e.decided_at IS NULL
	       WHEN 'late' THEN t.due_at < :'now'
	       WHEN 'visit' THEN e.outcome IN ('refer', 'clinic')
	       ELSE true END
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
