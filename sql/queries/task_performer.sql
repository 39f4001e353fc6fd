-- Whether somebody can be given a task of this place.
-- in:  user_id int8, place_id int8?
-- out: one may bool
SELECT EXISTS (SELECT FROM app_user u
 WHERE u.id = :user_id AND u.active AND u.role IN ('nurse', 'supervisor')
   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id
                  AND CASE WHEN :place_id::int8 IS NULL THEN up.place_id = ANY ((SELECT my_places())::bigint[])
                      ELSE up.place_id = :place_id END));
