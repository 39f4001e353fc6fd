-- Keep what came from RapidPro as it came; the same thing once.  It is a transaction by itself: nothing is asked before it,
-- and asked twice it stores once.
-- in:  source text, key text, body text
-- out: none
INSERT INTO inbox (source, key, body, received_at)
VALUES (:'source', :'key', :'body', business_now()) ON CONFLICT (key) DO NOTHING;
