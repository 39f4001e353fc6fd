-- A text from a phone arrives.
-- in:  contact_id int8, urn text, text text, moment timestamptz
-- out: one id int8
INSERT INTO sim.message (contact_id, urn, direction, status, text, next_at, created_on, modified_on)
SELECT :contact_id, :'urn', 'in', 'pending', :'text', :'moment'::timestamptz + sim.ms(handle_ms),
       :'moment', :'moment'
  FROM sim.setting
RETURNING id;
