-- Since when the flow that sends is not there any more: for as long as something that left by it may be in doubt, its
-- return is looked out for.
ALTER TABLE gateway ADD COLUMN flow_missed_at timestamptz;
