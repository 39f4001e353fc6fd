-- The moment of a day and an hour on the clocks of a zone.
-- in:  day date, hour text, zone text
-- out: one at timestamptz
SELECT local_moment(:'day', :'hour'::time, :'zone');
