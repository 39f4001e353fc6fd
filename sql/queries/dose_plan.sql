-- What a child may be given next, and what is told of it, are found again.
-- in:  child_id int8, now timestamptz
-- out: none
SELECT dose_plan(:child_id, :'now');
