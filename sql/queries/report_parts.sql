-- What else a report made: reports of its own.
-- in:  report_id int8
-- out: many id int8, form text
SELECT id, form FROM report WHERE parent_id = :report_id ORDER BY id LIMIT 100;
