-- The troubles that the reader's pages tell of, the heaviest first.
-- in:
-- out: many kind text, place_name text, prefix text, began_at timestamptz
SELECT t.kind, coalesce(pl.name, ''), t.prefix, t.began_at
  FROM trouble t LEFT JOIN place pl ON pl.id = t.place_id
 WHERE t.ended_at IS NULL
 ORDER BY array_position(ARRAY['token', 'unreachable', 'flow', 'gateway', 'waiting', 'silence', 'failing', 'unheard'], t.kind), t.began_at, t.id LIMIT 20;
