-- Groups for the API, newest first.
-- in:  uuid uuid?, name text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT g.created_on, g.id, sim.group_json(g)::text
  FROM sim.contact_group g
 WHERE (:'uuid'::uuid IS NULL OR g.uuid = :'uuid')
   AND (:'name'::text IS NULL OR lower(g.name) = lower(:'name'))
   AND (:'from_at'::timestamptz IS NULL OR (g.created_on, g.id) < (:'from_at', :from_id))
 ORDER BY g.created_on DESC, g.id DESC
 LIMIT :most;
