-- Rename a group.
-- in:  id int8, name text
-- out: none
UPDATE sim.contact_group SET name = :'name' WHERE id = :id;
