-- A flow by its UUID.
-- in:  uuid uuid
-- out: one id int8, name text, type text, archived bool, definition jsonb
SELECT id, name, type, archived, definition FROM sim.flow WHERE uuid = :'uuid';
