-- Whether a document of this id is a report already.
-- in:  doc_id text
-- out: one id int8
SELECT id FROM report WHERE doc_id = :'doc_id';
