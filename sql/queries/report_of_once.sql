-- The report that came of this key of a page, and whom it registered first.
-- in:  once uuid
-- out: one id int8, registered int8?
SELECT id, registered[1] FROM report WHERE once = :'once';
