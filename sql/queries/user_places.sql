-- Facilities, and whether a user works there.
-- in:  user_id int8
-- out: many id int8, name text, works bool
SELECT p.id, p.name, EXISTS (SELECT FROM user_place up WHERE up.place_id = p.id AND up.user_id = :user_id)
  FROM place p
 WHERE p.kind = 'facility' AND (p.active OR EXISTS (
	SELECT FROM user_place up WHERE up.place_id = p.id AND up.user_id = :user_id))
 ORDER BY p.name;
