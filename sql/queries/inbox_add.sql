-- Keep what came, once.
-- in:  source text, key text, body text, now timestamptz
-- out: none
INSERT INTO inbox (source, key, body, received_at) VALUES (:'source', :'key', :'body', :'now')
ON CONFLICT (key) DO NOTHING;
