-- A new contact field.
-- in:  key text, name text, type text, moment timestamptz
-- out: one id int8
INSERT INTO sim.field (key, name, type, created_on)
VALUES (:'key', :'name', :'type', :'moment') RETURNING id;
