-- What is to be told of a document, if it was not told already.
-- in:  push_id int8, doc text, form text, subject int8, body text, ordered text, fields text[], due timestamptz, now timestamptz
-- out: none
SELECT outbound_queue(:push_id, :'doc', :'form', :subject, :'body', :'ordered', :'fields', :'due', :'now');
