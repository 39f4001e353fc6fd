-- Open cases of one view: "open", "mine", "unclaimed", "late" or "visit" (decided, not yet seen).  Those whose time is over
-- come first, the worst of them before the others; then the next deadline, of two at the same moment the worse case.
-- in:  view text, now timestamptz, zone text, user_id int8, severity text, clock text, who text, place_id int8?,
--      after_rank int8, after_id int8, most int4
-- out: many id int8, version int4, rank int8, severity text, who text, words text, anchor_date date?, place_name text,
--      zone text, raised_at timestamptz, raised_by text, owner_id int8?, owner text, first_at timestamptz?,
--      decided_at timestamptz?, due_at timestamptz, outcome text, refer_to text, closed_at timestamptz?
-- use: escalation_case, escalation_line
WITH here AS MATERIALIZED (
	SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])
), cases AS (
	:escalation_case
	 CROSS JOIN LATERAL (SELECT (date_part('epoch', t.due_at) * 1000000)::int8 * 8 + t.priority
	                    - CASE WHEN t.due_at < :'now' THEN (8 - t.priority) * 1000000000000000000 ELSE 0 END AS rank) l
	 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	   AND CASE :'view'
	       WHEN 'mine' THEN t.owner_id = :user_id
	       WHEN 'unclaimed' THEN t.owner_id IS NULL AND e.decided_at IS NULL
	       WHEN 'late' THEN t.due_at < :'now'
	       WHEN 'visit' THEN e.outcome IN ('refer', 'clinic')
	                        OR EXISTS (SELECT FROM referral r WHERE r.case_id = t.id AND r.ended_at IS NULL)
	       ELSE true END
	   AND case_fits(:'severity', :'clock', :'who', :user_id, :'now', e.severity, e.first_at, e.decided_at, t.due_at, t.owner_id)
	   AND (:place_id::int8 IS NULL OR t.place_id = :place_id)
	   AND (l.rank, t.id) > (:after_rank, :after_id)
	 ORDER BY l.rank, t.id
	 LIMIT :most
)
:escalation_line;
