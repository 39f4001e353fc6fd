-- Flow starts whose sprints have all run are complete.
-- in:  moment timestamptz
-- out: none
UPDATE sim.start s SET status = 'complete', modified_on = :'moment'
 WHERE s.status = 'starting'
   AND NOT EXISTS (SELECT FROM sim.sprint p WHERE p.start_id = s.id);
