-- One group as the API shows it.
-- in:  id int8
-- out: one body text
SELECT sim.group_json(x)::text FROM sim.contact_group x WHERE x.id = :id;
