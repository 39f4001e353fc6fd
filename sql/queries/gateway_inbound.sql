-- Something came in just now.
-- in:  now timestamptz
-- out: none
UPDATE gateway SET inbound_at = :'now' WHERE inbound_at IS NULL OR inbound_at < :'now'::timestamptz - interval '5 seconds';
