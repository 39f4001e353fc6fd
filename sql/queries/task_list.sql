-- Work of one view ("now", "upcoming", or "done" today) in the order of its page; cases have a list of their own.
-- in:  view text, now timestamptz, zone text, who text, user_id int8, kind text, q text, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, part int4, sort_priority int4, rank int8, kind text, priority int4, who text,
--      words text, patient_id int8?, thread_id int8?, anchor_date date?, place_name text, zone text,
--      owner_id int8?, owner text, created_at timestamptz, starts_at timestamptz, due_at timestamptz,
--      closed_at timestamptz?, closed_by text, outcome text
WITH mine AS MATERIALIZED (
	SELECT id AS place_id, name AS place_name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
), found AS (
	SELECT t.*, mine.place_name, mine.zone FROM mine JOIN task t ON t.place_id = mine.place_id
	 WHERE :'view' <> 'done' AND t.open
	UNION ALL
	SELECT t.*, '', :'zone' FROM task t WHERE :'view' <> 'done' AND place_id IS NULL AND open
	UNION ALL
	SELECT t.*, mine.place_name, mine.zone FROM mine JOIN task t ON t.place_id = mine.place_id
	 WHERE :'view' = 'done' AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '1 day'
	UNION ALL
	SELECT t.*, '', :'zone' FROM task t
	 WHERE :'view' = 'done' AND place_id IS NULL AND NOT open AND closed_at > :'now'::timestamptz - interval '1 day'
), placed AS (
	SELECT t.*, CASE WHEN t.kind = 'problem' THEN 0 WHEN t.due_at <= :'now' THEN 1
	            WHEN (t.due_at AT TIME ZONE t.zone)::date = (:'now' AT TIME ZONE t.zone)::date THEN 2 ELSE 3 END AS part,
	       t.priority::int4 AS sort_priority, (date_part('epoch', t.due_at) * 1000000)::int8 AS rank
	  FROM found t
	 WHERE :'view' = 'now' AND t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day'
	UNION ALL
	SELECT t.*, (l.shown AT TIME ZONE t.zone)::date - (:'now' AT TIME ZONE t.zone)::date, 0,
	       (date_part('epoch', l.shown) * 1000000)::int8
	  FROM found t
	  CROSS JOIN LATERAL (SELECT CASE WHEN t.starts_at > :'now' THEN t.starts_at ELSE t.due_at END AS shown) l
	 WHERE :'view' = 'upcoming'
	   AND NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day')
	   AND t.starts_at < :'now'::timestamptz + interval '7 days'
	UNION ALL
	SELECT t.*, 0, 0, -(date_part('epoch', t.closed_at) * 1000000)::int8
	  FROM found t
	 WHERE :'view' = 'done' AND (t.closed_at AT TIME ZONE t.zone)::date = (:'now' AT TIME ZONE t.zone)::date
)
SELECT t.id, t.version, t.part, t.sort_priority, t.rank, t.kind, t.priority::int4, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, t.place_name, t.zone, t.owner_id,
       coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''), t.created_at,
       t.starts_at, t.due_at, t.closed_at, coalesce((SELECT name FROM app_user u WHERE u.id = t.closed_by), ''), t.outcome
  FROM placed t
 WHERE t.kind <> 'escalation'
   AND (t.part, t.sort_priority, t.rank, t.id) > (:after_part, :after_priority, :after_rank, :after_id)
   AND (:'who' = '' OR (:'who' = 'me' AND t.owner_id = :user_id) OR (:'who' = 'none' AND t.owner_id IS NULL))
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR position(:'q' IN lower(t.who)) > 0
        OR EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0))
   AND (:only = 0 OR t.id = :only)
 ORDER BY t.part, t.sort_priority, t.rank, t.id
 LIMIT :most;
