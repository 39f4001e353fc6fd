-- Whose conversation it is: somebody's who works there, or nobody's.
-- in:  thread_id int8, user_id int8?
-- out: one id int8
UPDATE thread SET assigned_to = :user_id
 WHERE id = :thread_id AND (:user_id::int8 IS NULL OR CASE WHEN place_id IS NULL THEN EXISTS (
	SELECT FROM user_place up JOIN app_user u ON u.id = up.user_id
	 WHERE up.user_id = :user_id AND u.active AND u.role IN ('nurse', 'supervisor') AND up.place_id = ANY ((SELECT my_places())::bigint[]))
       ELSE EXISTS (
	SELECT FROM user_place up JOIN app_user u ON u.id = up.user_id
	 WHERE up.user_id = :user_id AND u.active AND u.role IN ('nurse', 'supervisor') AND up.place_id = thread.place_id) END)
RETURNING id;
