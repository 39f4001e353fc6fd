-- Take a phone off the page.
-- in:  urn text
-- out: none
UPDATE sim.phone SET shown = false WHERE urn = :'urn';
