-- One contact as the API shows it.
-- in:  id int8, profile text
-- out: one body text
SELECT sim.contact_json(x, :'profile')::text FROM sim.contact x WHERE x.id = :id;
