-- A user works in these facilities and in no others.
-- in:  user_id int8, places int8[]
-- out: none
WITH gone AS (
	DELETE FROM user_place WHERE user_id = :user_id AND place_id <> ALL (:'places'::int8[])
)
INSERT INTO user_place (user_id, place_id)
SELECT :user_id, p.id FROM place p
 WHERE p.id = ANY (:'places'::int8[]) AND p.kind = 'facility'
ON CONFLICT DO NOTHING;
