-- One message as the API shows it.
-- in:  id int8, profile text
-- out: one body text
SELECT sim.message_json(x, :'profile')::text FROM sim.message x WHERE x.id = :id;
