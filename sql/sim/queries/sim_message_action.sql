-- Archive, restore or delete a text that came in.
-- in:  id int8, visibility text, moment timestamptz
-- out: one id int8
UPDATE sim.message SET visibility = :'visibility', modified_on = :'moment'
 WHERE id = :id AND direction = 'in' AND visibility <> 'deleted' RETURNING id;
