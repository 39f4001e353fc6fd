-- Broadcasts for the API, newest first.
-- in:  profile text, id int8?, uuid uuid?, after timestamptz?, before timestamptz?,
--      from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT b.created_on, b.id, sim.broadcast_json(b, :'profile')::text
  FROM sim.broadcast b
 WHERE (:id::bigint IS NULL OR b.id = :id)
   AND (:'uuid'::uuid IS NULL OR b.uuid = :'uuid')
   AND (:'after'::timestamptz IS NULL OR b.created_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR b.created_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR (b.created_on, b.id) < (:'from_at', :from_id))
 ORDER BY b.created_on DESC, b.id DESC
 LIMIT :most;
