-- A new group.
-- in:  uuid uuid?, name text, moment timestamptz
-- out: one id int8
INSERT INTO sim.contact_group (uuid, name, created_on)
VALUES (coalesce(:'uuid', gen_random_uuid()), :'name', :'moment') RETURNING id;
