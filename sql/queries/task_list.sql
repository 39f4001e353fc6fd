-- Work of one view ("now", "upcoming", or "done" today) in the order of its page; cases have a list of their own.
-- in:  view text, now timestamptz, zone text, who text, user_id int8, kind text, q text, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, part int4, sort_priority int4, rank int8, kind text, priority int4, who text,
--      words text, patient_id int8?, thread_id int8?, anchor_date date?, place_name text, zone text,
--      owner_id int8?, owner text, created_at timestamptz, starts_at timestamptz, due_at timestamptz,
--      closed_at timestamptz?, closed_by text, outcome text
WITH found AS (
	SELECT t.id,
	       CASE WHEN t.kind = 'problem' THEN 0 WHEN t.due_at <= :'now' THEN 1
	            WHEN (t.due_at AT TIME ZONE l.zone)::date = (:'now' AT TIME ZONE l.zone)::date THEN 2 ELSE 3 END AS part,
	       t.priority::int4 AS sort_priority,
	       (extract(epoch FROM t.due_at) * 1000000)::int8 AS rank, coalesce(p.name, '') AS name, l.zone
	  FROM task t LEFT JOIN place p ON p.id = t.place_id
	  CROSS JOIN LATERAL (SELECT coalesce(p.zone, :'zone') AS zone) l
	 WHERE :'view' = 'now' AND t.open AND t.kind <> 'escalation' AND t.starts_at <= :'now'
	   AND t.due_at < :'now'::timestamptz + interval '1 day'
	UNION ALL
	SELECT t.id, (l.shown AT TIME ZONE l.zone)::date - (:'now' AT TIME ZONE l.zone)::date, 0,
	       (extract(epoch FROM l.shown) * 1000000)::int8, coalesce(p.name, '') AS name, l.zone
	  FROM task t LEFT JOIN place p ON p.id = t.place_id
	  CROSS JOIN LATERAL (SELECT coalesce(p.zone, :'zone') AS zone,
	                             CASE WHEN t.starts_at > :'now' THEN t.starts_at ELSE t.due_at END AS shown) l
	 WHERE :'view' = 'upcoming' AND t.open AND t.kind <> 'escalation'
	   AND NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day')
	   AND t.starts_at < :'now'::timestamptz + interval '7 days'
	UNION ALL
	SELECT t.id, 0, 0, -(extract(epoch FROM t.closed_at) * 1000000)::int8, coalesce(p.name, '') AS name, l.zone
	  FROM task t LEFT JOIN place p ON p.id = t.place_id
	  CROSS JOIN LATERAL (SELECT coalesce(p.zone, :'zone') AS zone) l
	 WHERE :'view' = 'done' AND NOT t.open AND t.kind <> 'escalation'
	   AND t.closed_at > :'now'::timestamptz - interval '1 day'
	   AND (t.closed_at AT TIME ZONE l.zone)::date = (:'now' AT TIME ZONE l.zone)::date
)
SELECT t.id, t.version, f.part, f.sort_priority, f.rank, t.kind, t.priority::int4, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, f.name, f.zone, t.owner_id, coalesce(o.name, ''), t.created_at,
       t.starts_at, t.due_at, t.closed_at, coalesce(c.name, ''), t.outcome
  FROM found f
  JOIN task t ON t.id = f.id
  LEFT JOIN app_user o ON o.id = t.owner_id
  LEFT JOIN app_user c ON c.id = t.closed_by
 WHERE (f.part, f.sort_priority, f.rank, f.id) > (:after_part, :after_priority, :after_rank, :after_id)
   AND (:'who' = '' OR (:'who' = 'me' AND t.owner_id = :user_id) OR (:'who' = 'none' AND t.owner_id IS NULL))
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR position(:'q' IN lower(t.who)) > 0
        OR EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0))
   AND (:only = 0 OR t.id = :only)
 ORDER BY f.part, f.sort_priority, f.rank, f.id
 LIMIT :most;
