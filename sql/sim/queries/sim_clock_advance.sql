-- Move the simulator's clock forward.
-- in:  seconds int8
-- out: none
UPDATE sim.clock SET advance = advance + :seconds * interval '1 second';
