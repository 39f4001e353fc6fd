-- A flow by its UUID.
-- in:  uuid uuid
-- out: one id int8, definition jsonb
SELECT id, definition FROM sim.flow WHERE uuid = :'uuid';
