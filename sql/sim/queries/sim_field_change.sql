-- Rename a contact field.
-- in:  id int8, name text, type text
-- out: none
UPDATE sim.field SET name = :'name', type = :'type' WHERE id = :id;
