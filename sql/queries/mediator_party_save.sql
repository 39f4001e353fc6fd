-- Whom a program names: once for each of its own words.
-- in:  client_id int8, kind text, identifier text, name text, target text, born text, phone text
-- out: one id int8, body json
WITH saved AS (
	INSERT INTO mediator_party (client_id, kind, identifier, name, target, born, phone)
	VALUES (:client_id, :'kind', :'identifier', :'name', :'target', :'born', :'phone')
	ON CONFLICT (client_id, kind, identifier) DO UPDATE SET name = excluded.name, target = excluded.target, born = excluded.born,
	       phone = excluded.phone
	RETURNING *
)
SELECT p.id, fhir_mediator_party(ROW(p.*)::mediator_party) FROM saved p;
