-- What somebody of a facility would get whose anchors are these days; '' is the procedure.  Where a step is spread, moment is
-- whose turn is first, last whose is last.
-- in:  plan jsonb, anchors text[], days text[], place_id int8
-- out: many step text, day int4, planned timestamptz, moment timestamptz?, moves text, last timestamptz?
WITH found AS MATERIALIZED (
	SELECT m.* FROM unnest(:'anchors'::text[], :'days'::text[]) k (anchor, day)
	 CROSS JOIN LATERAL schedule_moments(:'plan', k.anchor, k.day::date, :place_id) m
)
SELECT m.step, m.day, m.planned, m.moment, array_to_string(m.moves, ' '), l.moment + schedule_slot(65535, l.slots)
  FROM found m JOIN found l ON l.step = m.step AND l.share_until = 65536
 WHERE m.share_from = 0
 ORDER BY coalesce(m.moment, m.planned), m.step;
