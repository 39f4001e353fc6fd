-- How far the simulator's clock is ahead of the real one.
-- out: one seconds int8
SELECT extract(epoch FROM advance)::bigint FROM sim.clock;
