-- How many contact fields there are.
-- out: one n int8
SELECT count(*) FROM sim.field;
