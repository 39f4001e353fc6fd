-- What somebody of a facility would get whose anchors are these days; '' is the procedure.  Where a step is spread, moment is
-- whose turn is first, last whose is last.
-- in:  plan jsonb, anchors text[], days text[], place_id int8
-- out: many step text, day int4, planned timestamptz, moment timestamptz?, moves text, last timestamptz?
SELECT m.step, m.day, m.planned, m.moment, array_to_string(m.moves, ' '), l.moment
  FROM unnest(:'anchors'::text[], :'days'::text[]) k (anchor, day)
 CROSS JOIN LATERAL schedule_moments(:'plan', k.anchor, k.day::date, :place_id) m
  JOIN LATERAL schedule_moments(:'plan', k.anchor, k.day::date, :place_id, '{65535}') l ON l.step = m.step
 ORDER BY coalesce(m.moment, m.planned), m.step;
