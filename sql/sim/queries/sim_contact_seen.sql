-- A contact has written.
-- in:  id int8, moment timestamptz
-- out: none
UPDATE sim.contact
   SET last_seen_on = :'moment', modified_on = greatest(:'moment', modified_on + interval '1 us'),
       status = CASE status WHEN 'stopped' THEN 'active' ELSE status END
 WHERE id = :id;
