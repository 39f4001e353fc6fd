-- The outbox in batches: what each step asks is found by an index of its own.

-- What grows too late to be sent.
CREATE INDEX outbox_late ON outbox (good_until) WHERE state = 'ready' AND good_until IS NOT NULL;
-- The first of a contact's texts, and no other, may be taken.
CREATE INDEX outbox_waiting ON outbox (phone_id) WHERE kind = 'text' AND state = 'ready';
