-- What a client that may come proves itself with: no row for one that does it with a token.
-- in:  username text, now timestamptz
-- out: one id int8, url text, keys text, scopes text, too_often bool
SELECT k.id, k.url, k.keys, k.scopes, k.too_often FROM client_keys(:'username', :'now') k;
