-- Somebody more is told of troubles; no row if the address is there already, or there are fifty.
-- in:  name text, address text, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO mail_person (name, address, added_at, added_by)
SELECT :'name', :'address', :'now', :user_id WHERE (SELECT count(*) FROM mail_person WHERE removed_at IS NULL) < 50
ON CONFLICT DO NOTHING
RETURNING id;
