-- A contact by one of its URNs.
-- in:  urn text
-- out: one id int8, uuid uuid, status text, deleted bool
SELECT c.id, c.uuid, c.status, c.deleted
  FROM sim.urn u JOIN sim.contact c ON c.id = u.contact_id WHERE u.urn = :'urn';
