-- What was done to several tasks at once.
-- in:  bulk_id int8
-- out: one op text, done int4, asked int4
SELECT op, cardinality(ids), asked FROM task_bulk WHERE id = :bulk_id;
