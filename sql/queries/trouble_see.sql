-- A trouble is there: its beginning, or the same still.  Only a beginning has a row.
-- in:  kind text, place_id int8?, prefix text, now timestamptz
-- out: many id int8, place_name text
WITH still AS (
	UPDATE trouble SET seen_at = :'now'
	 WHERE kind = :'kind' AND coalesce(place_id, 0) = coalesce(:place_id, 0) AND prefix = :'prefix' AND ended_at IS NULL
	RETURNING id
), begun AS (
	INSERT INTO trouble (kind, place_id, prefix, began_at, seen_at)
	SELECT :'kind', :place_id, :'prefix', :'now', :'now' WHERE NOT EXISTS (SELECT FROM still)
	ON CONFLICT DO NOTHING
	RETURNING id, place_id
)
SELECT b.id, coalesce(pl.name, '') FROM begun b LEFT JOIN place pl ON pl.id = b.place_id;
