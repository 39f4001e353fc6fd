-- The trail, newest first; before it, in the order (at, id), the page before ended.
-- in:  user_id int8?, kind text, object text, from_day date?, to_day date?, zone text,
--      before_at timestamptz?, before_id int8, most int4
-- out: many id int8, at timestamptz, who text, place text, action text, object text, object_id int8?,
--      label text, address text
SELECT a.id, a.at, coalesce(u.name, ''), coalesce(pl.name, ''), a.action, a.object, a.object_id,
       CASE a.object WHEN 'app_user' THEN coalesce((SELECT name FROM app_user WHERE id = a.object_id), '')
		     WHEN 'user_place' THEN coalesce((SELECT name FROM app_user WHERE id = a.object_id), '')
		     WHEN 'place' THEN coalesce((SELECT name FROM place WHERE id = a.object_id), '')
		     ELSE '' END,
       a.address
  FROM audit a
  LEFT JOIN app_user u ON u.id = a.user_id
  LEFT JOIN place pl ON pl.id = a.place_id
 WHERE (:user_id::int8 IS NULL OR a.user_id = :user_id)
   AND (:'kind' = '' OR (:'kind' = 'seen' AND a.action = 'read')
     OR (:'kind' = 'changed' AND a.action IN ('insert', 'update', 'delete'))
     OR (:'kind' = 'signed' AND a.action IN ('sign-in', 'sign-out')))
   AND (:'object' = '' OR a.object = :'object')
   AND (:'from_day'::date IS NULL OR a.at >= local_moment(:'from_day', '00:00', :'zone'))
   AND (:'to_day'::date IS NULL OR a.at < local_moment(:'to_day'::date + 1, '00:00', :'zone'))
   AND (:'before_at'::timestamptz IS NULL OR (a.at, a.id) < (:'before_at', :before_id))
 ORDER BY a.at DESC, a.id DESC
 LIMIT :most;
