-- Whom a program has named so.
-- in:  client_id int8, kind text, identifier text
-- out: one id int8, name text, target text, born text, phone text
SELECT id, name, target, born, phone FROM mediator_party
 WHERE client_id = :client_id AND kind = :'kind' AND identifier = :'identifier';
