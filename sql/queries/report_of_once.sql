-- The report that came of this key of a page.
-- in:  once uuid
-- out: one id int8
SELECT id FROM report WHERE once = :'once';
