-- Positives whom nobody has called in time.
-- in:  now timestamptz
-- out: one tasks int8
SELECT screening_late(:'now');
