-- Put a contact into a group.
-- in:  contact_id int8, group_id int8
-- out: none
INSERT INTO sim.membership (contact_id, group_id) VALUES (:contact_id, :group_id)
    ON CONFLICT DO NOTHING;
