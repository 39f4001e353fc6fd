-- Other keys for a client that proves itself with keys, or with a token until now; what it got with the old ones opens nothing more.
-- in:  username text, keys text, url text, now timestamptz
-- out: one id int8
WITH his AS (
	UPDATE client c SET token_hash = NULL FROM app_user u WHERE u.id = c.user_id AND u.username = lower(:'username') RETURNING c.user_id
), gone AS (
	DELETE FROM client_token WHERE user_id IN (SELECT user_id FROM his)
)
INSERT INTO client_key (user_id, url, keys, next_at)
SELECT user_id, :'url', :'keys', CASE :'url' WHEN '' THEN 'infinity' ELSE :'now'::timestamptz END FROM his
    ON CONFLICT (user_id) DO UPDATE SET url = excluded.url, keys = excluded.keys, next_at = excluded.next_at, read_at = NULL, tried_at = NULL, failed = ''
RETURNING user_id;
