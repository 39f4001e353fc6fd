-- Subscribers of resthooks, newest first.
-- in:  id int8?, resthook text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT s.created_on, s.id, json_build_object('id', s.id, 'resthook', h.slug,
       'target_url', s.target_url, 'created_on', sim.iso(s.created_on))::text
  FROM sim.resthook_subscriber s
  JOIN sim.resthook h ON h.id = s.resthook_id
 WHERE (:id::bigint IS NULL OR s.id = :id)
   AND (:'resthook'::text IS NULL OR h.slug = :'resthook')
   AND (:'from_at'::timestamptz IS NULL OR (s.created_on, s.id) < (:'from_at', :from_id))
 ORDER BY s.created_on DESC, s.id DESC
 LIMIT :most;
