-- Show a phone on the page.
-- in:  urn text, moment timestamptz
-- out: none
INSERT INTO sim.phone (urn, added_on) VALUES (:'urn', :'moment')
    ON CONFLICT (urn) DO UPDATE SET shown = true;
