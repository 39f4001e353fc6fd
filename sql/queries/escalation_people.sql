-- Who decides about cases where whoever asks works.
-- in:
-- out: many id int8, name text
SELECT u.id, u.name
  FROM app_user u
 WHERE u.active AND u.role = 'supervisor'
   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id AND up.place_id = ANY ((SELECT my_places())::bigint[]))
 ORDER BY u.name, u.id;
