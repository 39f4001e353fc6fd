-- A draft is followed from now on; no row if it has changed since, or is in use.
-- in:  id int8, edits int4, now timestamptz
-- out: many children int8
SELECT children FROM dose_publish(:id, :edits, :'now');
