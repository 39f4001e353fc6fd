-- The network said at this moment that a text arrived.
-- in:  at timestamptz
-- out: none
UPDATE gateway SET delivered_at = :'at' WHERE delivered_at IS NULL OR delivered_at < :'at';
