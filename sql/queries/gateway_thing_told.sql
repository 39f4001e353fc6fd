-- What the workspace has, [{"kind", "key", "name", "about", "seen_at", "used"}]: what is not among it is gone.
-- in:  things jsonb, now timestamptz
-- out: none
WITH told AS (
	SELECT DISTINCT ON (kind, key) kind, left(key, 100) AS key, left(name, 200) AS name, left(about, 200) AS about, seen_at, used,
	       CASE kind WHEN 'workspace' THEN :'now'::timestamptz END AS told_at
	  FROM jsonb_to_recordset(:'things'::jsonb)
	    AS t (kind text, key text, name text, about text, seen_at timestamptz, used boolean)
), gone AS (
	DELETE FROM gateway_thing g WHERE NOT EXISTS (SELECT FROM told t WHERE t.kind = g.kind AND t.key = g.key)
)
INSERT INTO gateway_thing AS g SELECT kind, key, name, about, seen_at, used, told_at FROM told
    ON CONFLICT (kind, key) DO UPDATE
   SET name = excluded.name, about = excluded.about, seen_at = excluded.seen_at, used = excluded.used, told_at = excluded.told_at
 WHERE (g.name, g.about, g.seen_at, g.used, g.told_at)
    IS DISTINCT FROM (excluded.name, excluded.about, excluded.seen_at, excluded.used, excluded.told_at);
