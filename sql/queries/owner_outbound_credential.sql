-- A password or a header by its key; nobody is shown it again.
-- in:  key text, value text, now timestamptz
-- out: none
INSERT INTO outbound_credential (key, value, changed_at) VALUES (:'key', :'value', :'now')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;
