-- Cases of one view: "open", "mine", "unclaimed", "late", "visit" (decided, not yet seen) or "closed" this week.
-- in:  view text, now timestamptz, zone text, user_id int8, severity text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, rank int8, severity text, who text, words text, anchor_date date?, place_name text,
--      zone text, raised_at timestamptz, raised_by text, owner_id int8?, owner text, first_due timestamptz,
--      first_at timestamptz?, decide_due timestamptz, decided_at timestamptz?, due_at timestamptz, outcome text,
--      refer_to text, closed_at timestamptz?
SELECT t.id, t.version, r.rank, e.severity, t.who, t.words, t.anchor_date, coalesce(p.name, ''),
       coalesce(p.zone, :'zone'), e.raised_at, coalesce(b.name, ''), t.owner_id, coalesce(o.name, ''),
       e.first_due, e.first_at, e.decide_due, e.decided_at, t.due_at, e.outcome, e.refer_to, t.closed_at
  FROM task t
  JOIN escalation e ON e.task_id = t.id
  CROSS JOIN LATERAL (SELECT (extract(epoch FROM CASE WHEN t.open THEN t.due_at END) * 1000000)::int8) open_rank (n)
  CROSS JOIN LATERAL (SELECT coalesce(open_rank.n, -(extract(epoch FROM t.closed_at) * 1000000)::int8)) r (rank)
  LEFT JOIN place p ON p.id = t.place_id
  LEFT JOIN app_user o ON o.id = t.owner_id
  LEFT JOIN app_user b ON b.id = e.raised_by
 WHERE t.kind = 'escalation'
   AND CASE :'view'
       WHEN 'mine' THEN t.open AND t.owner_id = :user_id
       WHEN 'unclaimed' THEN t.open AND t.owner_id IS NULL AND e.decided_at IS NULL
       WHEN 'late' THEN t.open AND t.due_at < :'now'
       WHEN 'visit' THEN t.open AND e.outcome IN ('refer', 'clinic')
       WHEN 'closed' THEN NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'
       ELSE t.open END
   AND (:'severity' = '' OR e.severity = :'severity')
   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
   AND (r.rank, t.id) > (:after_rank, :after_id)
 ORDER BY r.rank, t.id
 LIMIT :most;
