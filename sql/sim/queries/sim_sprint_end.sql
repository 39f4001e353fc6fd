-- A sprint is over; nothing comes back if somebody else ended it before.
-- in:  id int8
-- out: one orphan bool
DELETE FROM sim.sprint WHERE id = :id RETURNING orphan;
