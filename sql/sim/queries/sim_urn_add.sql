-- Give a contact a URN.
-- in:  urn text, contact_id int8, place int4
-- out: none
INSERT INTO sim.urn (urn, contact_id, place) VALUES (:'urn', :contact_id, :place)
    ON CONFLICT (urn) DO UPDATE SET contact_id = excluded.contact_id, place = excluded.place;
