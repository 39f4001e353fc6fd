-- Since when the flow that sends is not there any more: for as long as something that left by it may be in doubt, its
-- return is looked out for.
ALTER TABLE gateway ADD COLUMN flow_missed_at timestamptz;
-- Looks under way, by who looks: those of a worker that is gone are found by it.  A row enters it only when it is looked
-- up, so that it costs nothing to those that the feed confirms.
CREATE INDEX outbox_looked ON outbox (owner) WHERE owner IS NOT NULL AND state IN ('unsure', 'accepted');
