-- A new contact.
-- in:  moment timestamptz
-- out: one id int8
INSERT INTO sim.contact (created_on, modified_on) VALUES (:'moment', :'moment') RETURNING id;
