-- Open work that is not to be done now and begins within seven days, in the order of its page.
-- in:  now timestamptz, zone text, who text, user_id int8, kind text, q text, only_place int8, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many as task_list
-- use: task_asked
WITH day AS MATERIALIZED (
	SELECT * FROM task_day(:'now', :'zone')
), placed AS MATERIALIZED (
	SELECT t.id, (l.shown AT TIME ZONE d.zone)::date - d.today AS part, (date_part('epoch', l.shown) * 1000000)::int8 AS rank,
	       d.name AS place_name, d.zone
	  FROM task t
	  JOIN day d ON d.place_id = coalesce(t.place_id, 0)
	 CROSS JOIN LATERAL (SELECT CASE WHEN t.starts_at > :'now' THEN t.starts_at ELSE t.due_at END AS shown) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.open
	   AND t.kind <> 'escalation' AND t.starts_at < d.week
	   AND NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day')
	   AND (:only_place = 0 OR t.place_id = :only_place)
	   AND :task_asked
), shown AS MATERIALIZED (
	SELECT * FROM placed p
	 WHERE (p.part, 0, p.rank, p.id) > (:after_part, :after_priority, :after_rank, :after_id)
	 ORDER BY p.part, p.rank, p.id
	 LIMIT :most
)
SELECT t.id, t.version, s.part, 0, s.rank, t.kind, t.priority::int4, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, s.place_name, s.zone, t.owner_id,
       coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''), t.created_at,
       t.starts_at, t.due_at, NULL::timestamptz, '', t.outcome,
       coalesce(t.title, ''), coalesce(t.label, ''), t.status = 'on-hold',
       CASE WHEN t.status = 'on-hold' THEN coalesce(t.status_reason, '') ELSE '' END, task_asker(t.id, t.kind)
  FROM shown s JOIN task t ON t.id = s.id
 ORDER BY s.part, s.rank, s.id;
