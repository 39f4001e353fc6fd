-- A text has been handled, by a flow or for the inbox, and can be seen.
-- in:  id int8, flow_id int8?, visibility text, visible_on timestamptz, moment timestamptz
-- out: none
UPDATE sim.message
   SET status = 'handled', flow_id = :flow_id, visibility = :'visibility', next_at = NULL,
       visible_on = :'visible_on', modified_on = :'moment'
 WHERE id = :id;
