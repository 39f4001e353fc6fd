-- Who gets a broadcast, and in which words.
-- in:  id int8
-- out: many contact_id int8, uuid uuid, name text?, language text?, urn text?, fields jsonb,
--      globals jsonb, text text
SELECT c.id, c.uuid, c.name, c.language,
       (SELECT u.urn FROM sim.urn u WHERE u.contact_id = c.id ORDER BY u.place LIMIT 1),
       sim.field_values(c.fields),
       (SELECT coalesce(jsonb_object_agg(g.key, g.value), '{}') FROM sim.global g),
       coalesce(b.text ->> c.language, b.text ->> b.base_language)
  FROM sim.broadcast b
  JOIN sim.contact c ON c.id = ANY (b.contact_ids)
       OR c.id IN (SELECT u.contact_id FROM sim.urn u WHERE u.urn = ANY (b.urns))
       OR c.id IN (SELECT m.contact_id FROM sim.membership m WHERE m.group_id = ANY (b.group_ids))
 WHERE b.id = :id AND c.status = 'active' AND NOT c.deleted
 ORDER BY c.id;
