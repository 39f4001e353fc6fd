-- A new client of the API; no row if a facility of the list does not exist.
-- in:  username text, name text, role text, places text[], token_hash text?, scopes text[], per_minute int4, days int4, keys text,
--      url text, now timestamptz
-- out: one id int8
WITH wanted AS (
	SELECT p.id FROM place p WHERE p.name = ANY (:'places') AND p.active
), made AS (
	INSERT INTO app_user (username, name, role, password_hash, machine, created_at)
	SELECT lower(:'username'), :'name', :'role', '-', true, :'now'
	 WHERE (SELECT count(*) FROM wanted) = cardinality(:'places'::text[])
	RETURNING id
), given AS (
	INSERT INTO user_place (user_id, place_id) SELECT made.id, wanted.id FROM made, wanted
), client_made AS (
	INSERT INTO client (user_id, token_hash, scopes, per_minute, created_at, expires_at)
	SELECT id, :'token_hash', :'scopes', :per_minute, :'now', :'now'::timestamptz + make_interval(days => :days) FROM made
	RETURNING user_id
), keyed AS (
	INSERT INTO client_key (user_id, url, keys, next_at)
	SELECT user_id, :'url', :'keys', CASE :'url' WHEN '' THEN 'infinity' ELSE :'now'::timestamptz END FROM client_made
	 WHERE :'token_hash'::text IS NULL
)
SELECT user_id FROM client_made;
