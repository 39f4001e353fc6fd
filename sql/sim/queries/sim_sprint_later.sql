-- Run a sprint again later: its webhook is to be tried once more.
-- in:  id int8, tries int4, due_at timestamptz
-- out: none
UPDATE sim.sprint SET tries = :tries, due_at = :'due_at', leased_until = NULL WHERE id = :id;
