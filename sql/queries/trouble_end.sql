-- Troubles that have not been seen for so long are over: since they were seen last.
-- in:  now timestamptz, calm_minutes int4
-- out: many id int8, kind text, place_name text, prefix text, began_at timestamptz, seen_at timestamptz
WITH over AS (
	UPDATE trouble SET ended_at = :'now'
	 WHERE ended_at IS NULL AND seen_at <= :'now'::timestamptz - make_interval(mins => :calm_minutes)
	RETURNING *
)
SELECT o.id, o.kind, coalesce(pl.name, ''), o.prefix, o.began_at, o.seen_at
  FROM over o LEFT JOIN place pl ON pl.id = o.place_id ORDER BY o.id;
