-- A global by its key.
-- in:  key text
-- out: one id int8
SELECT id FROM sim.global WHERE key = :'key';
