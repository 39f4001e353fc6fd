-- The clients of the API.
-- in:  now timestamptz
-- out: many username text, name text, role text, places text, scopes text, per_minute int4, expires_at timestamptz, state text,
--      proof text, asked_at timestamptz?
SELECT u.username, u.name, u.role,
       coalesce((SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM user_place up JOIN place p ON p.id = up.place_id
                  WHERE up.user_id = u.id), ''),
       array_to_string(c.scopes, ' '), c.per_minute, c.expires_at,
       CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked' WHEN NOT u.active THEN 'disabled' WHEN c.expires_at <= :'now' THEN 'expired'
            ELSE 'active' END,
       CASE WHEN k.user_id IS NULL THEN 'a token' WHEN k.url = '' THEN 'its keys'
            ELSE format('the keys at %s%s%s', k.url, CASE WHEN k.read_at IS NULL THEN ', not read yet' ELSE to_char(k.read_at AT TIME ZONE 'UTC',
                '", read on" YYYY-MM-DD "at" HH24.MI "UTC"') END, nullif(', but not since, for ' || k.failed, ', but not since, for ')) END,
       c.minute
  FROM client c JOIN app_user u ON u.id = c.user_id LEFT JOIN client_key k ON k.user_id = c.user_id
 ORDER BY u.username;
