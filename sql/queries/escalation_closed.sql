-- The cases closed this week, the latest first.
-- in:  now timestamptz, zone text, user_id int8, severity text, who text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many as escalation_list
-- use: escalation_case, escalation_line
WITH here AS MATERIALIZED (
	SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
), cases AS (
	:escalation_case
	 CROSS JOIN LATERAL (SELECT -(date_part('epoch', t.closed_at) * 1000000)::int8 AS rank) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
	   AND t.kind = 'escalation' AND NOT t.open AND t.closed_at > :'now'::timestamptz - interval '7 days'
	   AND case_fits(:'severity', '', :'who', :user_id, :'now', e.severity, e.first_at, e.decided_at, t.due_at, t.owner_id)
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
	   AND (l.rank, t.id) > (:after_rank, :after_id)
	 ORDER BY l.rank, t.id
	 LIMIT :most
)
:escalation_line;
