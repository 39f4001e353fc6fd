-- Keep a sprint for as long as its webhook may take.
-- in:  id int8, until timestamptz
-- out: none
UPDATE sim.sprint SET leased_until = :'until' WHERE id = :id;
