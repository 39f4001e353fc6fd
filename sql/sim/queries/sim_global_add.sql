-- A new global; one that is there stays as it is.
-- in:  key text, name text, value text, moment timestamptz
-- out: none
INSERT INTO sim.global (key, name, value, modified_on)
VALUES (:'key', :'name', :'value', :'moment') ON CONFLICT (key) DO NOTHING;
