-- Automatic messages again; no row if they never stopped.
-- in:  id int8
-- out: many id int8
UPDATE patient SET opted_out_at = NULL, opted_out_how = '', version = version + 1
 WHERE id = :id AND opted_out_at IS NOT NULL
RETURNING id;
