-- Who looks for the contact of a URN to make it makes it alone, until the transaction ends.
-- in:  urn text
-- out: none
SELECT pg_advisory_xact_lock(hashtext(:'urn'));
