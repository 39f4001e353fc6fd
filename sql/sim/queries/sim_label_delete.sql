-- Delete a label.
-- in:  id int8
-- out: none
DELETE FROM sim.label WHERE id = :id;
