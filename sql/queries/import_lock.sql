-- One registers a file at a time.
-- in:  id int8
-- out: one id int8
SELECT id FROM import WHERE id = :id FOR UPDATE;
