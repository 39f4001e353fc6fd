-- A text that had failed is on its way again.
-- in:  thread_id int8
-- out: none
UPDATE thread SET failed = false WHERE id = :thread_id;
