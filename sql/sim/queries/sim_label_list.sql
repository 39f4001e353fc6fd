-- Labels for the API, newest first.
-- in:  uuid uuid?, name text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT l.created_on, l.id, json_build_object('uuid', l.uuid, 'name', l.name, 'count',
       (SELECT count(*) FROM sim.message_label k WHERE k.label_id = l.id))::text
  FROM sim.label l
 WHERE (:'uuid'::uuid IS NULL OR l.uuid = :'uuid')
   AND (:'name'::text IS NULL OR lower(l.name) = lower(:'name'))
   AND (:'from_at'::timestamptz IS NULL OR (l.created_on, l.id) < (:'from_at', :from_id))
 ORDER BY l.created_on DESC, l.id DESC
 LIMIT :most;
