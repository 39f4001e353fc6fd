-- Give an open task to somebody of its facility.
-- in:  task_id int8, to_user int8, note text
-- out: one id int8
UPDATE task t
   SET owner_id = :to_user,
       status = CASE WHEN status IN ('requested', 'received') THEN 'accepted' ELSE status END,
       version = version + 1, event = 'assigned', event_note = :'note'
 WHERE t.id = :task_id AND t.open
   AND EXISTS (SELECT FROM app_user u JOIN user_place up ON up.user_id = u.id
                WHERE u.id = :to_user AND u.active AND u.role IN ('nurse', 'supervisor')
                  AND CASE WHEN t.place_id IS NULL THEN up.place_id = ANY ((SELECT my_places())::bigint[])
                      ELSE up.place_id = t.place_id END)
RETURNING t.id;
