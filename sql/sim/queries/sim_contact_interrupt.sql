-- End what a contact waits in.
-- in:  id int8, moment timestamptz
-- out: none
UPDATE sim.run
   SET waits_at = NULL, timeout_at = NULL, exit_type = 'interrupted', exited_on = :'moment',
       modified_on = :'moment'
 WHERE contact_id = :id AND waits_at IS NOT NULL;
