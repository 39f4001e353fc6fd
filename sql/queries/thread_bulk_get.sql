-- How many conversations were closed at once, of how many that were ticked.
-- in:  bulk_id int8
-- out: one done int4, asked int4
SELECT cardinality(ids), asked FROM thread_bulk WHERE id = :bulk_id;
