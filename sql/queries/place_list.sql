-- The facilities, with who works there and how many are followed up.
-- in:
-- out: many id int8, name text, zone text, opens text, closes text, checkin_time text, active bool,
--      people int8, patients int8
SELECT p.id, p.name, p.zone, left(p.opens::text, 5), left(p.closes::text, 5), left(p.checkin_time::text, 5),
       p.active,
       (SELECT count(*) FROM user_place up JOIN app_user u ON u.id = up.user_id
         WHERE up.place_id = p.id AND u.active),
       coalesce((SELECT f.patients FROM place_follow_ups() f WHERE f.place_id = p.id), 0)
  FROM place p
 WHERE p.kind = 'facility'
 ORDER BY NOT p.active, p.name;
