-- Take every URN from a contact.
-- in:  contact_id int8
-- out: none
DELETE FROM sim.urn WHERE contact_id = :contact_id;
