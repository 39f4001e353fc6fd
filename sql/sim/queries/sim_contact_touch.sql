-- A contact has changed.
-- in:  id int8, moment timestamptz
-- out: none
SELECT sim.touch(:id, :'moment');
