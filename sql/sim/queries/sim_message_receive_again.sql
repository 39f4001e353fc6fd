-- The aggregator delivers a text a second time.
-- in:  id int8, after_ms int4
-- out: none
INSERT INTO sim.message (contact_id, urn, direction, status, text, next_at, created_on, modified_on)
SELECT contact_id, urn, 'in', 'pending', text, next_at + sim.ms(:after_ms),
       created_on + sim.ms(:after_ms), modified_on + sim.ms(:after_ms)
  FROM sim.message WHERE id = :id;
