-- Of one key of a page one is saved at a time: the next waits, and then finds the report of the first.
-- in:  once uuid
-- out: one held bool
SELECT pg_advisory_xact_lock(hashtext('report'), hashtext(:'once'::uuid::text)) IS NOT NULL;
