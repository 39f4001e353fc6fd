-- Switch every fault off.
-- out: none
DELETE FROM sim.fault;
