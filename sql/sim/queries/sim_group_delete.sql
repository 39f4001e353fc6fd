-- Delete a group.
-- in:  id int8
-- out: none
DELETE FROM sim.contact_group WHERE id = :id;
