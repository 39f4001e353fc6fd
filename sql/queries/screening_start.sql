-- A draft is started as it was seen; no row: it has changed since, or is none.
-- in:  id int8, edits int4, now timestamptz
-- out: many people int8
SELECT people FROM screening_start(:id, :edits, :'now');
