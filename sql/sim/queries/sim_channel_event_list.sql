-- Missed calls and the like for the API, newest first.
-- in:  id int8?, contact uuid?, after timestamptz?, before timestamptz?,
--      from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT e.occurred_on, e.id, json_build_object('id', e.id, 'type', e.type,
       'contact', sim.contact_ref(e.contact_id),
       'channel', (SELECT json_build_object('uuid', h.uuid, 'name', h.name)
	FROM sim.channel h ORDER BY h.id LIMIT 1),
       'extra', NULL, 'occurred_on', sim.iso(e.occurred_on),
       'created_on', sim.iso(e.occurred_on))::text
  FROM sim.channel_event e
 WHERE (:id::bigint IS NULL OR e.id = :id)
   AND (:'contact'::uuid IS NULL OR e.contact_id =
	(SELECT c.id FROM sim.contact c WHERE c.uuid = :'contact'))
   AND (:'after'::timestamptz IS NULL OR e.occurred_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR e.occurred_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR (e.occurred_on, e.id) < (:'from_at', :from_id))
 ORDER BY e.occurred_on DESC, e.id DESC
 LIMIT :most;
