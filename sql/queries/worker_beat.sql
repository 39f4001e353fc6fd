-- This process is alive.
-- in:  id uuid, host text, now timestamptz
-- out: none
INSERT INTO worker (id, host, started_at, seen_at) VALUES (:'id', :'host', :'now', :'now')
ON CONFLICT (id) DO UPDATE SET seen_at = :'now';
