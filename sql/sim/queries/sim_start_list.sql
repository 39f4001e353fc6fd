-- Flow starts for the API, latest change first, or last.
-- in:  profile text, uuid uuid?, id int8?,
--      after timestamptz?, before timestamptz?,
--      reverse bool, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT s.modified_on, s.id, sim.start_json(s, :'profile')::text
  FROM sim.start s
 WHERE (:'uuid'::uuid IS NULL OR s.uuid = :'uuid')
   AND (:id::bigint IS NULL OR s.id = :id)
   AND (:'after'::timestamptz IS NULL OR s.modified_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR s.modified_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR CASE WHEN :reverse
	THEN (s.modified_on, s.id) > (:'from_at', :from_id)
	ELSE (s.modified_on, s.id) < (:'from_at', :from_id) END)
 ORDER BY CASE WHEN :reverse THEN s.modified_on END,
       CASE WHEN :reverse THEN s.id END,
       s.modified_on DESC, s.id DESC
 LIMIT :most;
