-- A text has been handed to a flow, which will say when it is handled.
-- in:  id int8
-- out: none
UPDATE sim.message SET next_at = NULL WHERE id = :id;
