-- Runs for the API, latest change first, or last.
-- in:  uuid uuid?, id int8?, flow uuid?, contact uuid?, responded bool, paths bool,
--      after timestamptz?, before timestamptz?,
--      reverse bool, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT r.modified_on, r.id, sim.run_json(r, :paths)::text
  FROM sim.run r
 WHERE (:'uuid'::uuid IS NULL OR r.uuid = :'uuid')
   AND (:id::bigint IS NULL OR r.id = :id)
   AND (:'flow'::uuid IS NULL OR r.flow_id = (SELECT f.id FROM sim.flow f WHERE f.uuid = :'flow'))
   AND (:'contact'::uuid IS NULL OR r.contact_id =
	(SELECT c.id FROM sim.contact c WHERE c.uuid = :'contact'))
   AND (NOT :responded OR r.responded)
   AND (:'after'::timestamptz IS NULL OR r.modified_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR r.modified_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR CASE WHEN :reverse
	THEN (r.modified_on, r.id) > (:'from_at', :from_id)
	ELSE (r.modified_on, r.id) < (:'from_at', :from_id) END)
 ORDER BY CASE WHEN :reverse THEN r.modified_on END,
       CASE WHEN :reverse THEN r.id END,
       r.modified_on DESC, r.id DESC
 LIMIT :most;
