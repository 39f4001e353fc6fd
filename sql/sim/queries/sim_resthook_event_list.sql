-- Resthook events of the last two days, newest first.
-- in:  moment timestamptz, resthook text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT e.created_on, e.id, json_build_object('resthook', h.slug, 'data', e.data,
       'created_on', sim.iso(e.created_on))::text
  FROM sim.resthook_event e
  JOIN sim.resthook h ON h.id = e.resthook_id
 WHERE e.created_on > :'moment'::timestamptz - interval '48 hours'
   AND (:'resthook'::text IS NULL OR h.slug = :'resthook')
   AND (:'from_at'::timestamptz IS NULL OR (e.created_on, e.id) < (:'from_at', :from_id))
 ORDER BY e.created_on DESC, e.id DESC
 LIMIT :most;
