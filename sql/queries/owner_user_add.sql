-- A new user, by the system's owner; no row if a facility of the list does not exist.
-- in:  username text, name text, role text, password_hash text, places text[], now timestamptz
-- out: one id int8
WITH wanted AS (
	SELECT p.id FROM place p WHERE p.name = ANY (:'places') AND p.active
), made AS (
	INSERT INTO app_user (username, name, role, password_hash, created_at)
	SELECT lower(:'username'), :'name', :'role', :'password_hash', :'now'
	 WHERE (SELECT count(*) FROM wanted) = cardinality(:'places'::text[])
	RETURNING id
), given AS (
	INSERT INTO user_place (user_id, place_id) SELECT made.id, wanted.id FROM made, wanted
)
SELECT id FROM made;
