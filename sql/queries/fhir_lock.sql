-- Whoever asks with the same condition waits until this transaction is over.
-- in:  condition text
-- out: none
SELECT pg_advisory_xact_lock(hashtextextended(:'condition', 78));
