-- Let a user sign in, or no longer.
-- in:  id int8, version int4, active bool
-- out: one id int8
UPDATE app_user SET active = :active, version = version + 1 WHERE id = :id AND version = :version
RETURNING id;
