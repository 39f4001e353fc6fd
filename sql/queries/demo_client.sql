-- The demonstration's client of the API: it may do everything at every facility, with the token it was given last.
-- in:  token_hash text, now timestamptz
-- out: one id int8
WITH made AS (
	INSERT INTO app_user (username, name, role, password_hash, machine, created_at)
	VALUES ('demo-client', 'Demonstration client', 'supervisor', '-', true, :'now')
	ON CONFLICT (username) DO UPDATE SET active = true
	RETURNING id
), given AS (
	INSERT INTO user_place (user_id, place_id)
	SELECT made.id, p.id FROM made, place p WHERE p.kind = 'facility' AND p.active
	ON CONFLICT DO NOTHING
)
INSERT INTO client (user_id, token_hash, scopes, per_minute, created_at, expires_at)
SELECT id, :'token_hash', '{system/*.cruds}', 100000, :'now', :'now'::timestamptz + interval '365 days' FROM made
ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, revoked_at = NULL
RETURNING user_id;
