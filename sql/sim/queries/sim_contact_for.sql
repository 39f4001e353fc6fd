-- The contact behind a URN, made if there is none.
-- in:  urn text, moment timestamptz
-- out: one id int8
SELECT sim.contact_for(:'urn', :'moment');
