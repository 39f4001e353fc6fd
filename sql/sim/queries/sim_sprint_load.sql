-- All that a sprint needs to know.
-- in:  id int8
-- out: one kind text, contact_id int8, flow_id int8, run_uuid uuid, start_id int8?,
--      message_id int8?, params jsonb?, answers jsonb, tries int4, at timestamptz,
--      flow_type text, expires int4, definition jsonb, contact_uuid uuid,
--      contact_name text?, contact_language text?, contact_created timestamptz,
--      contact_status text, urn text?, fields jsonb, groups json, globals jsonb,
--      message_uuid uuid?, message_text text?, message_created timestamptz?,
--      message_urn text?, run_created timestamptz?, waits_at uuid?, results jsonb?,
--      path jsonb?
SELECT s.kind, s.contact_id, s.flow_id, s.run_uuid, s.start_id, s.message_id,
       coalesce(s.params, r.params), s.answers, s.tries, s.at, f.type, f.expires, f.definition,
       c.uuid, c.name, c.language, c.created_on, c.status,
       (SELECT u.urn FROM sim.urn u WHERE u.contact_id = c.id ORDER BY u.place LIMIT 1),
       sim.field_values(c.fields),
       sim.group_refs(ARRAY(SELECT k.group_id FROM sim.membership k WHERE k.contact_id = c.id)),
       (SELECT coalesce(jsonb_object_agg(g.key, g.value), '{}') FROM sim.global g),
       m.uuid, m.text, m.created_on, m.urn, r.created_on, r.waits_at, r.results, r.path
  FROM sim.sprint s
  JOIN sim.flow f ON f.id = s.flow_id
  JOIN sim.contact c ON c.id = s.contact_id
  LEFT JOIN sim.message m ON m.id = s.message_id
  LEFT JOIN sim.run r ON r.uuid = s.run_uuid
 WHERE s.id = :id;
