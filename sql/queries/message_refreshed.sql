-- The state of a message was asked for by itself.
-- in:  rapidpro_id text, now timestamptz
-- out: none
UPDATE message SET refreshed_at = :'now' WHERE rapidpro_id = :'rapidpro_id';
