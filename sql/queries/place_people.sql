-- Who can be given a task of this facility; 0 for those of all the places of whoever asks.
-- in:  place_id int8
-- out: many id int8, name text
SELECT u.id, u.name
  FROM app_user u
 WHERE u.active AND u.role IN ('nurse', 'supervisor')
   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id
                  AND CASE WHEN :place_id = 0 THEN up.place_id = ANY ((SELECT my_places())::bigint[])
                      ELSE up.place_id = :place_id END)
 ORDER BY u.name, u.id;
