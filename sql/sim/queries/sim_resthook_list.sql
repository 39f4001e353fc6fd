-- Resthooks for the API, newest first.
-- in:  from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT h.created_on, h.id, json_build_object('resthook', h.slug,
       'modified_on', sim.iso(h.created_on), 'created_on', sim.iso(h.created_on))::text
  FROM sim.resthook h
 WHERE true
   AND (:'from_at'::timestamptz IS NULL OR (h.created_on, h.id) < (:'from_at', :from_id))
 ORDER BY h.created_on DESC, h.id DESC
 LIMIT :most;
