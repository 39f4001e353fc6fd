-- Archive every message from a contact.
-- in:  id int8, moment timestamptz
-- out: none
UPDATE sim.message SET visibility = 'archived', modified_on = :'moment'
 WHERE contact_id = :id AND direction = 'in' AND visibility = 'visible';
