-- Who can do a task: the nurses and supervisors of its facility, of everybody's task those of the places of whoever asks.
-- in:  task_id int8
-- out: many id int8, name text, role text
SELECT u.id, u.name, u.role
  FROM task t
  JOIN app_user u ON u.active AND u.role IN ('nurse', 'supervisor')
   AND EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id
                  AND CASE WHEN t.place_id IS NULL THEN up.place_id = ANY ((SELECT my_places())::bigint[])
                      ELSE up.place_id = t.place_id END)
 WHERE t.id = :task_id
 ORDER BY u.name, u.id;
