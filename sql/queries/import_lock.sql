-- One agrees to a file at a time.
-- in:  id int8, now timestamptz
-- out: one id int8
SELECT id FROM import WHERE id = :id AND at > :'now'::timestamptz - interval '1 day' FOR UPDATE;
