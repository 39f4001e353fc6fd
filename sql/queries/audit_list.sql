-- The trail, newest first; before it, in the order (at, id), the page before ended.
-- in:  user_id int8?, kind text, object text, from_day date?, to_day date?, zone text,
--      before_at timestamptz?, before_id int8, most int4
-- out: many id int8, at timestamptz, who text, place text, action text, object text, object_id int8?,
--      label text, address text, who_id int8?, place_id int8?, about_id int8?
SELECT a.id, a.at, coalesce(u.name, ''), coalesce(pl.name, ''), a.action, a.object, a.object_id,
       CASE a.object WHEN 'app_user' THEN coalesce((SELECT name FROM app_user WHERE id = a.object_id), '')
		     WHEN 'user_place' THEN coalesce((SELECT name FROM app_user WHERE id = a.object_id), '')
		     WHEN 'place' THEN coalesce((SELECT name FROM place WHERE id = a.object_id), '')
		     WHEN 'mediator' THEN coalesce((SELECT string_agg(f.value ->> 0, '; ' ORDER BY f.key) FROM jsonb_each(a.change) f), '')
		     ELSE '' END,
       a.address, u.id, pl.id,
       CASE a.object WHEN 'answer_version' THEN (SELECT answer_id FROM answer_version WHERE id = a.object_id) ELSE a.object_id END
  FROM audit a
  LEFT JOIN app_user u ON u.id = a.user_id
  LEFT JOIN place pl ON pl.id = a.place_id
 -- As CASE, a filter that is not used does not keep PostgreSQL from the index by time.
 WHERE CASE WHEN :user_id::int8 IS NULL THEN true ELSE a.user_id = :user_id END
   AND CASE :'kind' WHEN 'seen' THEN a.action = 'read'
                    WHEN 'changed' THEN a.action IN ('insert', 'update', 'delete')
                    WHEN 'signed' THEN a.action IN ('sign-in', 'sign-out') ELSE true END
   AND CASE WHEN :'object' = '' THEN true ELSE a.object = :'object' END
   AND a.at >= coalesce(local_moment(:'from_day', '00:00', :'zone'), '-infinity')
   AND a.at < coalesce(local_moment(:'to_day'::date + 1, '00:00', :'zone'), 'infinity')
   AND (a.at, a.id) < (coalesce(:'before_at', 'infinity'), :before_id)
 ORDER BY a.at DESC, a.id DESC
 LIMIT :most;
