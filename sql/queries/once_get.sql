-- Where a form sent before led to.
-- in:  key uuid
-- out: one location text
SELECT location FROM once WHERE key = :'key';
