-- Who can be on duty at one of the facilities that whoever asks plans.
-- in:
-- out: many id int8, name text
SELECT u.id, u.name FROM app_user u
 WHERE u.active AND NOT u.machine AND u.role = 'supervisor'
   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id
                  AND ((SELECT my_role()) = 'admin' OR up.place_id = ANY ((SELECT my_places())::bigint[])))
 ORDER BY u.name, u.id;
