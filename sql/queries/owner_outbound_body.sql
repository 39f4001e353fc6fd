-- The very words that one of them says.
-- in:  id int8
-- out: one name text, doc text, body text
SELECT p.name, e.doc, e.body FROM outbound_event e JOIN outbound_push p ON p.id = e.push_id WHERE e.id = :id;
