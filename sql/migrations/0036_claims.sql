-- Whether a text is the first that waits for its phone is asked of one index alone.
-- While little waits, the indexes of what waits are empty and look alike to PostgreSQL,
-- which then took the one in order of urgency, and kept to it: with many texts each claim
-- went through all of them for each of them.  The condition is therefore spelt as in no
-- other index (outbox_claim.sql).
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (phone_id) WHERE kind = 'text' AND state || '' = 'ready';
