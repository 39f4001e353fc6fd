-- Open work of one view ("now" or "upcoming") in the order of its page; cases have a list of their own.
-- in:  view text, now timestamptz, zone text, who text, user_id int8, kind text, q text, only_place int8, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, part int4, sort_priority int4, rank int8, kind text, priority int4, who text,
--      words text, patient_id int8?, thread_id int8?, anchor_date date?, place_name text, zone text,
--      owner_id int8?, owner text, created_at timestamptz, starts_at timestamptz, due_at timestamptz,
--      closed_at timestamptz?, closed_by text, outcome text, title text, label text, held bool,
--      held_because text
WITH placed AS MATERIALIZED (
	SELECT t.id, t.version, t.place_id, t.kind, t.priority, t.who, t.words, t.patient_id, t.thread_id, t.anchor_date, t.owner_id,
	       t.created_at, t.starts_at, t.due_at, t.outcome, t.title, t.label, t.status, t.status_reason, d.name AS place_name, d.zone,
	       CASE WHEN :'view' = 'upcoming' THEN (l.shown AT TIME ZONE d.zone)::date - d.today
	            WHEN t.kind = 'problem' THEN 0
	            WHEN t.due_at < d.began THEN 1 WHEN t.due_at < d.ended THEN 2 ELSE 3 END AS part,
	       CASE WHEN :'view' = 'now' THEN t.priority::int4 ELSE 0 END AS sort_priority,
	       (date_part('epoch', l.shown) * 1000000)::int8 AS rank
	  FROM task t
	  JOIN task_day(:'now', :'zone') d ON d.place_id = coalesce(t.place_id, 0)
	  CROSS JOIN LATERAL (SELECT CASE WHEN t.starts_at > :'now' THEN t.starts_at ELSE t.due_at END AS shown) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.open
	   AND t.kind <> 'escalation'
	   AND CASE :'view'
	       WHEN 'now' THEN t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day'
	       ELSE NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day')
	            AND t.starts_at < d.week END
)
SELECT t.id, t.version, t.part, t.sort_priority, t.rank, t.kind, t.priority::int4, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, t.place_name, t.zone, t.owner_id,
       coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''), t.created_at,
       t.starts_at, t.due_at, NULL::timestamptz, '', t.outcome,
       coalesce(t.title, ''), coalesce(t.label, ''), t.status = 'on-hold',
       CASE WHEN t.status = 'on-hold' THEN coalesce(t.status_reason, '') ELSE '' END
  FROM placed t
 WHERE (t.part, t.sort_priority, t.rank, t.id) > (:after_part, :after_priority, :after_rank, :after_id)
   AND CASE :'who' WHEN '' THEN true WHEN 'me' THEN t.owner_id = :user_id WHEN 'none' THEN t.owner_id IS NULL
       ELSE t.owner_id::text = :'who' END
   AND (:only_place = 0 OR t.place_id = :only_place)
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR CASE WHEN t.patient_id IS NULL THEN position(:'q' IN lower(t.who)) > 0
        ELSE EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0) END)
   AND (:only = 0 OR t.id = :only)
 ORDER BY t.part, t.sort_priority, t.rank, t.id
 LIMIT :most;
