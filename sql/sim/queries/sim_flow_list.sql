-- Flows for the API, newest first.
-- in:  uuid uuid?, type text?, archived text?, after timestamptz?, before timestamptz?,
--      from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT f.created_on, f.id, sim.flow_json(f)::text
  FROM sim.flow f
 WHERE (:'uuid'::uuid IS NULL OR f.uuid = :'uuid')
   AND (:'type'::text IS NULL OR :'type' = CASE f.type WHEN 'messaging' THEN 'message' ELSE 'background' END)
   AND (:'archived'::text IS NULL OR f.archived = (:'archived' IN ('1', 'true', 'y', 'yes')))
   AND (:'after'::timestamptz IS NULL OR f.modified_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR f.modified_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR (f.created_on, f.id) < (:'from_at', :from_id))
 ORDER BY f.created_on DESC, f.id DESC
 LIMIT :most;
