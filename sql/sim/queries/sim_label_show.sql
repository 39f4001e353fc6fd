-- One label as the API shows it.
-- in:  id int8
-- out: one body text
SELECT json_build_object('uuid', l.uuid, 'name', l.name, 'count',
       (SELECT count(*) FROM sim.message_label k WHERE k.label_id = l.id))::text
  FROM sim.label l WHERE l.id = :id;
