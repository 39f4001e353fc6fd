-- Contacts for the API, latest change first, or last.
-- in:  profile text, uuid uuid?, urn text?, group_name text?, deleted bool,
--      after timestamptz?, before timestamptz?,
--      reverse bool, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT c.modified_on, c.id, sim.contact_json(c, :'profile')::text
  FROM sim.contact c
 WHERE c.deleted = :deleted
   AND (:'uuid'::uuid IS NULL OR c.uuid = :'uuid')
   AND (:'urn'::text IS NULL OR c.id = (SELECT u.contact_id FROM sim.urn u WHERE u.urn = :'urn'))
   AND (:'group_name'::text IS NULL OR c.id IN (SELECT m.contact_id FROM sim.membership m
	JOIN sim.contact_group g ON g.id = m.group_id
	WHERE lower(g.name) = lower(:'group_name') OR g.uuid::text = :'group_name'))
   AND (:'after'::timestamptz IS NULL OR c.modified_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR c.modified_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR CASE WHEN :reverse
	THEN (c.modified_on, c.id) > (:'from_at', :from_id)
	ELSE (c.modified_on, c.id) < (:'from_at', :from_id) END)
 ORDER BY CASE WHEN :reverse THEN c.modified_on END,
       CASE WHEN :reverse THEN c.id END,
       c.modified_on DESC, c.id DESC
 LIMIT :most;
