-- Today's waves that can be opened now.
-- in:  now timestamptz
-- out: one opened int8
SELECT screening_waves(:'now');
