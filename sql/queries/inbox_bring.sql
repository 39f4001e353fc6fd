-- Keep a text that a gateway passed on; false: it was there.
-- in:  key text, body text, address text
-- out: one stored bool
SELECT inbox_bring(:'key', :'body', :'address');
