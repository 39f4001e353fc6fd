-- Name a contact.
-- in:  id int8, name text?
-- out: none
UPDATE sim.contact SET name = :'name' WHERE id = :id;
