-- Delete a contact: its numbers are free again.
-- in:  id int8
-- out: none
WITH numbers AS (DELETE FROM sim.urn WHERE contact_id = :id),
groups AS (DELETE FROM sim.membership WHERE contact_id = :id)
UPDATE sim.contact SET deleted = true, name = NULL, fields = '{}' WHERE id = :id;
