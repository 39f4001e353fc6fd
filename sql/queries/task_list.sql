-- What is to be done now in the order of its page; cases have a list of their own.
-- in:  now timestamptz, zone text, who text, user_id int8, kind text, q text, only_place int8, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, part int4, sort_priority int4, rank int8, kind text, priority int4, who text,
--      words text, patient_id int8?, thread_id int8?, anchor_date date?, place_name text, zone text,
--      owner_id int8?, owner text, created_at timestamptz, starts_at timestamptz, due_at timestamptz,
--      closed_at timestamptz?, closed_by text, outcome text, title text, label text, held bool,
--      held_because text, asker text
-- use: task_asked
WITH day AS MATERIALIZED (
	SELECT * FROM task_day(:'now', :'zone')
), placed AS MATERIALIZED (
	-- Of each place and priority the first lie together in an index: no more are read, however many there are.
	SELECT t.*, d.name AS place_name, d.zone
	  FROM day d
	 CROSS JOIN (VALUES (true), (false)) p (problem)
	 CROSS JOIN (VALUES (1::int2), (2::int2), (3::int2), (4::int2)) u (priority)
	 CROSS JOIN LATERAL (
		SELECT t.id, t.version, l.part, t.priority::int4 AS sort_priority, l.rank, t.kind, t.who, t.words, t.patient_id, t.thread_id, t.anchor_date,
		       t.owner_id, t.created_at, t.starts_at, t.due_at, t.outcome, t.title, t.label, t.status, t.status_reason
		  FROM task t
		 CROSS JOIN LATERAL (SELECT CASE WHEN t.kind = 'problem' THEN 0 WHEN t.due_at < d.began THEN 1 WHEN t.due_at < d.ended THEN 2
		                                 ELSE 3 END AS part,
		                            (date_part('epoch', t.due_at) * 1000000)::int8 AS rank) l
		 WHERE CASE WHEN t.place_id IS NULL THEN 0 ELSE t.place_id END = d.place_id AND (t.kind = 'problem') = p.problem AND t.priority = u.priority
		   AND t.open AND t.kind <> 'escalation' AND t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day'
		   AND (l.part, t.priority::int4, l.rank, t.id) > (:after_part, :after_priority, :after_rank, :after_id)
		   AND :task_asked
		 ORDER BY t.due_at, t.id
		 LIMIT :most) t
	 WHERE :only_place = 0 OR d.place_id = :only_place
)
SELECT t.id, t.version, t.part, t.sort_priority, t.rank, t.kind, t.sort_priority, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, t.place_name, t.zone, t.owner_id,
       coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''), t.created_at,
       t.starts_at, t.due_at, NULL::timestamptz, '', t.outcome,
       coalesce(t.title, ''), coalesce(t.label, ''), t.status = 'on-hold',
       CASE WHEN t.status = 'on-hold' THEN coalesce(t.status_reason, '') ELSE '' END, task_asker(t.id, t.kind)
  FROM placed t
 ORDER BY t.part, t.sort_priority, t.rank, t.id
 LIMIT :most;
