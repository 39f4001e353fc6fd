-- One that is not needed any more.
-- in:  key text
-- out: one key text
DELETE FROM outbound_credential WHERE key = :'key' RETURNING key;
