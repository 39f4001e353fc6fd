-- One field as the API shows it.
-- in:  id int8
-- out: one body text
SELECT sim.field_json(x)::text FROM sim.field x WHERE x.id = :id;
