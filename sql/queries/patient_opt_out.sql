-- No more automatic messages to this patient; no row if he has said so before.
-- in:  id int8, how text, now timestamptz
-- out: many id int8
UPDATE patient SET opted_out_at = :'now', opted_out_how = :'how', version = version + 1
 WHERE id = :id AND opted_out_at IS NULL
RETURNING id;
