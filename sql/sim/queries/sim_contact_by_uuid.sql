-- A contact by its UUID.
-- in:  uuid uuid
-- out: one id int8, uuid uuid, status text, deleted bool
SELECT id, uuid, status, deleted FROM sim.contact WHERE uuid = :'uuid';
