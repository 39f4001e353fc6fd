-- What somebody of a facility would get whose anchor is this day.
-- in:  plan jsonb, anchor date, place_id int8
-- out: many step text, day int4, planned timestamptz, moment timestamptz?, moves text
SELECT m.step, m.day, m.planned, m.moment, array_to_string(m.moves, ' ')
  FROM schedule_moments(:'plan', :'anchor', :place_id) m
 ORDER BY coalesce(m.moment, m.planned), m.step;
