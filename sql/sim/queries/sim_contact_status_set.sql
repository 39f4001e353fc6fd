-- Block, unblock, stop or archive a contact.
-- in:  id int8, status text
-- out: none
UPDATE sim.contact SET status = :'status' WHERE id = :id;
