-- A contact field by its key.
-- in:  key text
-- out: one id int8
SELECT id FROM sim.field WHERE key = :'key';
