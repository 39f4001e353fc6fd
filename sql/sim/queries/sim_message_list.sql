-- Messages for the API, newest first.
-- in:  moment timestamptz, profile text, id int8?, uuid uuid?, contact uuid?,
--      broadcast int8?, folder text?, label text?, after timestamptz?,
--      before timestamptz?, from_at timestamptz?, from_id int8, most int4
-- out: many at timestamptz, id int8, body text
SELECT m.created_on, m.id, sim.message_json(m, :'profile')::text
  FROM sim.message m
 WHERE m.visible_on <= :'moment' AND m.status <> 'pending' AND m.visibility <> 'deleted'
   AND (:id::bigint IS NULL OR m.id = :id)
   AND (:'uuid'::uuid IS NULL OR m.uuid = :'uuid')
   AND (:'contact'::uuid IS NULL OR m.contact_id =
	(SELECT c.id FROM sim.contact c WHERE c.uuid = :'contact'))
   AND (:broadcast::bigint IS NULL OR m.broadcast_id = :broadcast)
   AND (:'label'::text IS NULL OR m.id IN (SELECT k.message_id FROM sim.message_label k
	JOIN sim.label l ON l.id = k.label_id WHERE :'label' IN (l.name, l.uuid::text)))
   AND (:'folder'::text IS NULL OR :'folder' = CASE
	WHEN m.direction = 'in' AND m.visibility = 'archived' THEN 'archived'
	WHEN m.direction = 'in' AND m.flow_id IS NULL THEN 'inbox'
	WHEN m.direction = 'in' THEN 'flows'
	WHEN m.status IN ('queued', 'errored') THEN 'outbox'
	WHEN m.status = 'failed' THEN 'failed'
	ELSE 'sent' END)
   AND (:'after'::timestamptz IS NULL OR m.created_on >= :'after')
   AND (:'before'::timestamptz IS NULL OR m.created_on <= :'before')
   AND (:'from_at'::timestamptz IS NULL OR (m.created_on, m.id) < (:'from_at', :from_id))
 ORDER BY m.created_on DESC, m.id DESC
 LIMIT :most;
