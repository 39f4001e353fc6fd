-- The day in numbers: who waits, what the check-ins of today and yesterday brought.
-- in:  now timestamptz, last_day int4
-- out: one oldest_wait timestamptz?, asked int8, asked_at timestamptz?, delivered int8, answered int8, failed int8,
--      asked_before int8, answered_before int8, finish int8
SELECT oldest_wait, asked, asked_at, delivered, answered, failed, asked_before, answered_before, finish
  FROM day_figures(:'now', :last_day);
