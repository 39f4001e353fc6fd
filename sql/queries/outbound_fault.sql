-- Why there is nothing to be told of a document.
-- in:  push_id int8, doc text, form text, subject int8, words text, now timestamptz
-- out: none
SELECT outbound_fault(:push_id, :'doc', :'form', :subject, :'words', :'now');
