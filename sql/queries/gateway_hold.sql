-- Who counts calls close to the hour's end counts alone, until the transaction ends.
-- in:
-- out: none
SELECT pg_advisory_xact_lock(hashtext('gateway_call'));
