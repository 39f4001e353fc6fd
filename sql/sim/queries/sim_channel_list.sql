-- Channels for the API, newest first.
-- in:  profile text, uuid uuid?, address text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT h.created_on, h.id, (jsonb_build_object('uuid', h.uuid, 'name', h.name,
       'address', h.address, 'country', h.country, 'device', NULL, 'last_seen', NULL,
       'created_on', sim.iso(h.created_on))
       || CASE :'profile' WHEN 'v26.3' THEN '{"type": "EX"}' ELSE '{}' END::jsonb)::text
  FROM sim.channel h
 WHERE (:'uuid'::uuid IS NULL OR h.uuid = :'uuid')
   AND (:'address'::text IS NULL OR h.address = :'address')
   AND (:'from_at'::timestamptz IS NULL OR (h.created_on, h.id) < (:'from_at', :from_id))
 ORDER BY h.created_on DESC, h.id DESC
 LIMIT :most;
