-- This process ends in order.
-- in:  id uuid
-- out: none
DELETE FROM worker WHERE id = :'id';
