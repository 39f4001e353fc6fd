-- A new global; nothing comes back if it was there, and it stays as it is.
-- in:  key text, name text, value text, moment timestamptz
-- out: one id int8
INSERT INTO sim.global (key, name, value, modified_on)
VALUES (:'key', :'name', :'value', :'moment') ON CONFLICT (key) DO NOTHING
RETURNING id;
