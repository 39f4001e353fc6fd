-- A new label.
-- in:  name text, moment timestamptz
-- out: one id int8
INSERT INTO sim.label (name, created_on) VALUES (:'name', :'moment') RETURNING id;
