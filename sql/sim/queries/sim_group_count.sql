-- How many groups there are.
-- out: one n int8
SELECT count(*) FROM sim.contact_group;
