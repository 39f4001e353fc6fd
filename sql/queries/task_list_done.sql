-- Work that was closed today, the latest first, in the order of its page.
-- in:  now timestamptz, zone text, who text, user_id int8, kind text, q text, only_place int8, only int8,
--      after_part int4, after_priority int4, after_rank int8, after_id int8, most int4
-- out: many as task_list
-- use: task_asked
WITH placed AS MATERIALIZED (
	SELECT t.id, t.version, t.place_id, t.kind, t.priority, t.who, t.words, t.patient_id, t.thread_id, t.anchor_date, t.owner_id,
	       t.created_at, t.starts_at, t.due_at, t.closed_at, t.closed_by,
	       CASE WHEN t.outcome = '' AND t.status <> 'completed' THEN t.status ELSE t.outcome END AS outcome, t.title, t.label, d.name AS place_name, d.zone,
	       0 AS part, 0 AS sort_priority, (date_part('epoch', t.closed_at) * -1000000)::int8 AS rank
	  FROM task t
	  JOIN task_day(:'now', :'zone') d ON d.place_id = coalesce(t.place_id, 0)
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
	   AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '26 hours' AND t.kind <> 'escalation'
	   AND t.closed_at >= d.began
)
SELECT t.id, t.version, t.part, t.sort_priority, t.rank, t.kind, t.priority::int4, t.who, t.words, t.patient_id,
       t.thread_id, t.anchor_date, t.place_name, t.zone, t.owner_id,
       coalesce((SELECT name FROM app_user u WHERE u.id = t.owner_id), ''), t.created_at,
       t.starts_at, t.due_at, t.closed_at, coalesce((SELECT name FROM app_user u WHERE u.id = t.closed_by), ''), t.outcome,
       coalesce(t.title, ''), coalesce(t.label, ''), false, '', task_asker(t.id, t.kind)
  FROM placed t
 WHERE (t.part, t.sort_priority, t.rank, t.id) > (:after_part, :after_priority, :after_rank, :after_id)
   AND (:only_place = 0 OR t.place_id = :only_place)
   AND :task_asked
 ORDER BY t.part, t.sort_priority, t.rank, t.id
 LIMIT :most;
