-- Contact fields for the API, newest first.
-- in:  key text?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT f.created_on, f.id, sim.field_json(f)::text
  FROM sim.field f
 WHERE (:'key'::text IS NULL OR f.key = :'key')
   AND (:'from_at'::timestamptz IS NULL OR (f.created_on, f.id) < (:'from_at', :from_id))
 ORDER BY f.created_on DESC, f.id DESC
 LIMIT :most;
