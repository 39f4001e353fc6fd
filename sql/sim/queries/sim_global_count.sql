-- How many globals there are.
-- out: one n int8
SELECT count(*) FROM sim.global;
