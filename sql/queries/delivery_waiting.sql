-- For the administrator: what waits to leave, over all facilities.
-- in:  now timestamptz
-- out: one texts int8, oldest timestamptz?
SELECT texts, oldest FROM delivery_waiting(:'now');
