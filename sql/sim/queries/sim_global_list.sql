-- Globals for the API, latest change first, or last.
-- in:  key text?, after timestamptz?, before timestamptz?,
--      reverse bool, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT g.modified_on, g.id, sim.global_json(g)::text
  FROM sim.global g
 WHERE (:'key'::text IS NULL OR g.key = :'key')
   AND (:'after'::timestamptz IS NULL OR g.modified_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR g.modified_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR CASE WHEN :reverse
	THEN (g.modified_on, g.id) > (:'from_at', :from_id)
	ELSE (g.modified_on, g.id) < (:'from_at', :from_id) END)
 ORDER BY CASE WHEN :reverse THEN g.modified_on END,
       CASE WHEN :reverse THEN g.id END,
       g.modified_on DESC, g.id DESC
 LIMIT :most;
